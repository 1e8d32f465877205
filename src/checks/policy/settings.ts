import type { JsonObject } from "../../domain/json.ts";
import { type Static, Type } from "../../domain/json-schema.ts";
import type { PolicyRule } from "../../ports/policies.ts";
import { sourceSchema } from "./pinned.ts";

/** YAML reads an unquoted `off` and `on` as false and true where it is read as version 1.1 says. */
const ruleLevels = ["error", "warning", "warn", "notice", "off", false] as const;

type RuleLevel = (typeof ruleLevels)[number];

const level = (standard: RuleLevel, description: string) =>
  Type.Optional(Type.Unsafe<RuleLevel>({ enum: ruleLevels, default: standard, description }));

/** Values by the id of a rule and the name of a parameter; the rules' own declarations say which, and of what type. */
export type RuleParameters = Readonly<Record<string, JsonObject>>;

const parameters = (description: string) =>
  Type.Unsafe<RuleParameters>({
    type: "object",
    additionalProperties: { type: "object" },
    description,
    examples: [{ "image-registry": { allowed: ["ghcr.io/acme"] } }],
  });

export const Settings = Type.Object(
  {
    sources: Type.Optional(
      Type.Array(sourceSchema, {
        maxItems: 100,
        default: ["policies/"],
        description:
          "Directories and files with Rego policies and the data they read (JSON, YAML), read from the base branch, never from the pull request; and policies from elsewhere, as `{url, pin, directory}`, from hosts that the operator allows.",
      }),
    ),
    packages: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description:
          "The packages of those sources to evaluate; every one that holds deny, warn or violation when left out.",
      }),
    ),
    terraform: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description:
          "The packages, beside `terraform` and those below it, that judge Terraform's configuration and plans. When left out: every one that reads no field of Kubernetes' objects, such as `input.kind`.",
      }),
    ),
    deny: level("error", "What `deny` and `violation` weigh where the rule's METADATA does not say."),
    warn: level("warning", "What `warn` weighs where the rule's METADATA does not say."),
    builtIn: Type.Optional(
      Type.Unsafe<"on" | "off" | boolean | Readonly<Record<string, RuleLevel>>>({
        anyOf: [{ enum: ["on", "off", true, false] }, { type: "object", additionalProperties: { enum: ruleLevels } }],
        default: "on",
        description:
          "The built-in policies: `on`, `off`, or a level for single rules by their id, such as `latest-tag: error`, and for whole profiles, such as `pod-security-restricted: error`.",
      }),
    ),
    parameters: Type.Optional(
      parameters("What rules are told, by their id and the names that their METADATA declares."),
    ),
    parametersIn: Type.Optional(
      Type.Unsafe<Readonly<Record<string, RuleParameters>>>({
        type: "object",
        additionalProperties: parameters("What rules are told there."),
        description: "The same for single environments, by name: it goes before `parameters`.",
        examples: [{ prod: { "single-replica": { atLeast: 3 } } }],
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: "Whether each manifest and change obeys the policies." },
);

export type PolicySettings = Static<typeof Settings>;

/** What a rule of the built-in policies is set to, itself or by its profile; undefined leaves it as its METADATA says. */
export function builtInLevel(
  builtIn: PolicySettings["builtIn"],
  { id, profile }: Pick<PolicyRule, "id" | "profile">,
): RuleLevel | undefined {
  if (typeof builtIn !== "object") return builtIn === "off" || builtIn === false ? "off" : undefined;
  if (Object.hasOwn(builtIn, id)) return builtIn[id];
  return profile !== null && Object.hasOwn(builtIn, profile) ? builtIn[profile] : undefined;
}
