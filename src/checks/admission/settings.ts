import { type Static, Type } from "../../domain/json-schema.ts";
import { type Level, levels } from "../level.ts";
import { sourceSchema } from "../policy/pinned.ts";

const engine = (what: string) =>
  Type.Optional(
    Type.Unsafe<"on" | "off" | boolean>({
      enum: ["on", "off", true, false],
      default: "on",
      description: `Whether ${what} are evaluated.`,
    }),
  );

export const Settings = Type.Object(
  {
    gatekeeper: engine("Gatekeeper's constraints"),
    validatingAdmissionPolicy: engine("ValidatingAdmissionPolicies"),
    kyverno: engine("Kyverno's validate rules"),
    sources: Type.Optional(
      Type.Array(sourceSchema, {
        maxItems: 100,
        description:
          "Directories and files whose admission rules count, read from the base branch, never from the pull request; when left out, all of the repository's. And rules from elsewhere, as `{url, pin, directory}`, from hosts that the operator allows.",
      }),
    ),
    level: Type.Optional(
      Type.Unsafe<Level>({
        enum: levels,
        default: "error",
        description: "The most that a refusal weighs: what a rule would only warn of, or record, weighs less.",
      }),
    ),
    notEvaluated: Type.Optional(
      Type.Unsafe<Level>({
        enum: levels,
        default: "warn",
        description: "How much a rule weighs that cannot be evaluated without a cluster.",
      }),
    ),
  },
  {
    additionalProperties: false,
    default: {},
    description:
      "Whether the cluster's admission rules that the repository holds would let each manifest in: Gatekeeper, ValidatingAdmissionPolicy, Kyverno.",
  },
);

export type AdmissionSettings = Static<typeof Settings>;
