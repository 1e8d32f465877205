import { Type } from "../../domain/json-schema.ts";
import type { BundleReference } from "../../ports/policy-bundles.ts";

/** The keys by which policies from elsewhere are named. */
export const pinnedKeys = {
  url: Type.String({
    format: "fairlead-bundle",
    description: "Where they are.",
    examples: ["oci://ghcr.io/acme/policies", "https://policies.example.com/bundle.tar.gz"],
  }),
  pin: Type.String({
    description:
      "What they are: the digest of the archive, or of the manifest in the registry (`sha256:…`); of a Git repository the commit.",
    examples: [`sha256:${"3f".repeat(32)}`],
  }),
  directory: Type.Optional(Type.String({ format: "fairlead-path", description: "Only what stands below it." })),
};

const isGit = { properties: { url: { type: "string", pattern: "^git\\+" } }, required: ["url"] };

/** `if` rather than `anyOf`: a pin that is wrong is told as what it should be. */
export const pinRules = [
  when(isGit, { properties: { pin: pinned("fairlead-commit", "A commit.") } }),
  when({ not: isGit }, { properties: { pin: pinned("fairlead-digest", "A digest.") } }),
];

function pinned(format: string, description: string) {
  return { type: "string", format, description };
}

/** A directory of the repository, or policies from elsewhere. */
export const sourceSchema = Type.Unsafe<string | BundleReference>({
  type: ["string", "object"],
  allOf: [
    when({ type: "string" }, { type: "string", format: "fairlead-source" }),
    when({ type: "object" }, { ...Type.Object(pinnedKeys, { additionalProperties: false }), allOf: pinRules }),
  ],
});

/** Where policies are looked for unless the configuration says otherwise; nothing need be there. */
export const standardSources: readonly (string | BundleReference)[] = ["policies/"];

/** Whether the configuration names sources of its own: what it names has to be there. */
export function namesSources(sources: readonly (string | BundleReference)[] | undefined): boolean {
  return sources !== undefined && sources.length > 0 && sources.join() !== standardSources.join();
}

/** `then` is spelled as a computed key: a plain one makes the object look like a promise. */
function when(is: object, schema: object) {
  return { if: is, ["then" as const]: schema };
}

/** Sources of the repository itself, and those that are fetched. */
export function divideSources(sources: readonly (string | BundleReference)[]): {
  readonly paths: readonly string[];
  readonly pinned: readonly BundleReference[];
} {
  return {
    paths: sources.filter((source) => typeof source === "string"),
    pinned: sources.filter((source) => typeof source !== "string"),
  };
}
