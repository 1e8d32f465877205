import type { Verbs } from "./verb.ts";

/**
 * Every verb, in the order `fairlead --help` lists them. To add one: write its file, add its line.
 * A verb's file is loaded when it is asked for, so that no verb waits for what another one needs.
 */
export const verbs: Verbs = {
  check: async () => (await import("./check.ts")).check,
  plan: async () => (await import("./plan.ts")).plan,
  render: async () => (await import("./render.ts")).render,
  discover: async () => (await import("./discover.ts")).discover,
  policy: async () => (await import("./policy.ts")).policy,
  serve: async () => (await import("./serve.ts")).serve,
  doctor: async () => (await import("./doctor.ts")).doctor,
};
