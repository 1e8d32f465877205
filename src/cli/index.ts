import type { Verbs } from "./verb.ts";

/**
 * Every verb, in the order `fairlead --help` lists them. To add one: write its file, add its entry.
 * A verb's file is loaded when it is asked for, so that no verb waits for what another one needs.
 */
export const verbs: Verbs = {
  check: {
    summary: "Judge a change, or everything, in a local clone.",
    load: async () => (await import("./check.ts")).check,
  },
  plan: {
    summary: "Show what merging a change would create, update, replace and delete.",
    load: async () => (await import("./plan.ts")).plan,
  },
  render: {
    summary: "Print the manifests that an application renders to.",
    load: async () => (await import("./render.ts")).render,
  },
  discover: {
    summary: "List the applications that are found, and what could not be evaluated.",
    load: async () => (await import("./discover.ts")).discover,
  },
  policy: {
    summary: "Test, list, explain and compile policies written in Rego.",
    load: async () => (await import("./policy.ts")).policy,
  },
  schemas: {
    summary: "Write down what a cluster publishes of its kinds, to hold manifests to it.",
    load: async () => (await import("./schemas.ts")).schemas,
  },
  serve: {
    summary: "Run the GitHub App: take webhooks, check pull requests, answer commands.",
    load: async () => (await import("./serve.ts")).serve,
  },
  audit: {
    summary: "Export the audit log, or verify that nothing in it was changed.",
    load: async () => (await import("./audit.ts")).audit,
  },
  setup: {
    summary: "Create the GitHub App with you in the browser and write .env.",
    load: async () => (await import("./setup.ts")).setup,
  },
  demo: {
    summary: "See it work: a pull request on a local GitHub, from the push to the merge.",
    load: async () => (await import("./demo.ts")).demo,
  },
  doctor: {
    summary: "Say what is installed, what is missing, and whether database and GitHub answer.",
    load: async () => (await import("./doctor.ts")).doctor,
  },
};
