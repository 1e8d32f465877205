import { type Static, Type } from "../domain/json-schema.ts";
import type { Check } from "./check.ts";
import { type Level, levels, severityOf } from "./level.ts";
import { findInConfiguration } from "./secrets/in-configuration.ts";
import { findInEnvironments, findInManifests, findMovedSeals } from "./secrets/in-manifests.ts";
import { findInGenerators, findInSources, findUnencrypted } from "./secrets/in-sources.ts";
import { findInText } from "./secrets/in-text.ts";
import { Told } from "./secrets/told.ts";

const allowed = Type.Object(
  {
    paths: Type.Optional(
      Type.Array(Type.String({ format: "fairlead-glob" }), {
        minItems: 1,
        description: "Globs of files; every file when absent.",
        examples: [["test/**"]],
      }),
    ),
    rules: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description: "Rules as reports name them, such as `random-looking`; every rule when absent.",
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);

const inFull = Type.Object(
  {
    level: Type.Optional(
      Type.Unsafe<Level>({ enum: levels, default: "error", description: "How much a secret in plain text weighs." }),
    ),
    random: Type.Optional(
      Type.Boolean({
        default: true,
        description: "Whether what looks random under a name that says secret is told, as a warning.",
      }),
    ),
    allow: Type.Optional(Type.Array(allowed, { maxItems: 1000, description: "What need not be told, and where." })),
  },
  { additionalProperties: false },
);

type InFull = Static<typeof inFull>;

const Settings = Type.Unsafe<Level | InFull>({
  type: ["string", "boolean", "object"],
  if: { type: "object" },
  ["then" as const]: inFull,
  else: { enum: levels },
  default: "error",
  description:
    "How much a secret in plain text weighs: a level, or `level`, `random` and `allow`. What is only guessed weighs a warning at most.",
});

/** Finds secrets that the change would add to the repository in plain text. Never tells their values. */
export const secrets: Check<Level | InFull | undefined> = {
  name: "secrets",
  summary: "Secrets in plain text and recognised credentials in what was added",
  settings: Settings,
  async check(scope, settings = "error") {
    const {
      level = "error",
      random = true,
      allow = [],
    } = typeof settings === "object" ? settings : { level: settings };
    const severity = severityOf(level);
    if (severity === null) return { status: "judged", findings: [] };
    const told = new Told(severity, allow);
    await findInSources(scope, told);
    await findUnencrypted(scope, told);
    await findInGenerators(scope, told);
    await findInManifests(scope, told);
    await findMovedSeals(scope, told);
    await findInEnvironments(scope, told);
    await findInConfiguration(scope, told);
    await findInText(scope, told, random);
    return { status: "judged", findings: await told.findings() };
  },
};
