import Type, { type Static } from "typebox";

/** YAML reads an unquoted `off` and `on` as false and true where it is read as version 1.1 says. */
const ruleLevels = ["error", "warning", "warn", "notice", "off", false] as const;

type RuleLevel = (typeof ruleLevels)[number];

const level = (standard: RuleLevel, description: string) =>
  Type.Optional(Type.Unsafe<RuleLevel>({ enum: ruleLevels, default: standard, description }));

export const Settings = Type.Object(
  {
    sources: Type.Optional(
      Type.Array(Type.String({ pattern: "^(?!/)(?!(?:.*/)?\\.\\.(?:/|$)).+" }), {
        default: ["policies/"],
        description:
          "Directories and files with Rego policies and the data they read (JSON, YAML). They are read from the base branch, never from the pull request.",
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
          "The built-in policies: `on`, `off`, or a level for single rules by their id, such as `latest-tag: error`.",
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: "Whether each manifest and change obeys the policies." },
);

export type PolicySettings = Static<typeof Settings>;

/** What a rule of the built-in policies is set to; undefined leaves it as its METADATA says. */
export function builtInLevel(builtIn: PolicySettings["builtIn"], id: string): RuleLevel | undefined {
  if (typeof builtIn !== "object") return builtIn === "off" || builtIn === false ? "off" : undefined;
  return Object.hasOwn(builtIn, id) ? builtIn[id] : undefined;
}
