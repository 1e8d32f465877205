import { type Schema, Type } from "../domain/json-schema.ts";
import type { FormatName } from "./formats.ts";

const closed = { additionalProperties: false } as const;

/** A text of one of our forms. */
export function text(format: FormatName, description: string, options: { default?: string; examples?: string[] } = {}) {
  return Type.String({ format, description, ...options });
}

/** No list of a configuration is longer: what is said about each element costs time. */
export const maxEntries = 1000;

/** A list that is empty when absent. */
export function list<Element extends Schema>(element: Element, description: string) {
  return Type.Array(element, { description, maxItems: maxEntries, default: [] });
}

export function principals(description: string) {
  return Type.Optional(
    Type.Array(text("fairlead-principal", "A user, a team or a role.", { examples: ["team:acme/sre"] }), {
      description,
      maxItems: maxEntries,
    }),
  );
}

const inlineTargets = {
  "github-actions": {
    workflow: Type.String({
      minLength: 1,
      description: "File name of the workflow that is dispatched.",
      examples: ["deploy.yml"],
    }),
    inputs: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: "Inputs of the workflow, beside the revision." }),
    ),
  },
  "git-branch": { branch: Type.String({ minLength: 1, description: "Branch that is moved to the revision." }) },
  deployment: {},
} as const satisfies Record<string, Record<string, Schema>>;

type InlineTarget =
  | { readonly type: "github-actions"; readonly workflow: string; readonly inputs?: Readonly<Record<string, string>> }
  | { readonly type: "git-branch"; readonly branch: string }
  | { readonly type: "deployment" };

const [firstShape, ...otherShapes] = Object.entries(inlineTargets).map(([type, settings]) =>
  Type.Object({ type: Type.Literal(type), ...settings }, closed),
);

/** `if` rather than `anyOf`: a problem is told for the form the author chose, not for both. */
const target = Type.Unsafe<string | InlineTarget>({
  description:
    "Where a sync goes: the name of a target in the operator's configuration, or one that needs nothing but the repository itself, written inline.",
  examples: ["prod-cluster", { type: "github-actions", workflow: "deploy.yml" }],
  type: ["string", "object"],
  allOf: [
    whenType("string", text("fairlead-name", "Name of a target in the operator's configuration.")),
    whenType("object", {
      type: "object",
      discriminator: { propertyName: "type" },
      oneOf: [firstShape, ...otherShapes],
    }),
  ],
});

/** `then` is spelled as a computed key: a plain one makes the object look like a promise. */
function whenType(type: string, schema: Schema): Schema {
  return { if: { type }, ["then" as const]: schema };
}

const approvals = Type.Object(
  {
    count: Type.Integer({ minimum: 1, maximum: 10, default: 1, description: "How many approvals are needed." }),
    from: list(
      text("fairlead-principal", "Whose approval counts."),
      "Whose approvals count; with none, those of anyone who may write.",
    ),
    preventSelf: Type.Boolean({ default: true, description: "Whether the author's own approval does not count." }),
  },
  { ...closed, description: "Approvals a sync waits for.", examples: [{ count: 1, from: ["team:acme/platform"] }] },
);

const window = Type.Object(
  {
    allow: text("fairlead-window", "Days and hours in which a sync may start.", { examples: ["Mon-Thu 08:00-16:00"] }),
    timezone: text("fairlead-timezone", "The zone of those hours.", { default: "UTC", examples: ["Europe/Amsterdam"] }),
  },
  closed,
);

const permissions = Type.Object(
  {
    sync: principals("Who may start a sync."),
    rollback: principals("Who may roll back."),
    promote: principals("Who may promote into this environment."),
    approve: principals("Who may approve."),
    lock: principals("Who may lock and unlock."),
    waive: principals("Who may waive a finding."),
  },
  { ...closed, description: "Who may do what here, beyond what their role in the repository says.", default: {} },
);

const severityLevels = ["error", "warning", "warn", "notice", "off", false] as const;

/** How much findings weigh, after each check has said so itself. */
export const severity = Type.Object(
  {
    ceiling: Type.Optional(
      Type.Unsafe<"error" | "warning" | "warn" | "notice">({
        enum: ["error", "warning", "warn", "notice"],
        description: "The most that any finding weighs.",
        examples: ["warning"],
      }),
    ),
    rules: Type.Unsafe<Readonly<Record<string, (typeof severityLevels)[number]>>>({
      type: "object",
      additionalProperties: { enum: severityLevels },
      default: {},
      description:
        "What findings of a rule weigh, by `check/rule` as reports name it; `*` stands for any part of it. The first that matches counts.",
      examples: [{ "policy/latest-tag": "warning", "schema/*": "error" }],
    }),
  },
  { ...closed, description: "What findings weigh, whatever their check says.", default: {} },
);

/** One entry of `environments:`. */
export const environmentSchema = Type.Object(
  {
    name: text("fairlead-name", "Shown in reports and used in commands.", { examples: ["prod"] }),
    path: Type.Optional(
      text(
        "fairlead-glob",
        "Directory or glob of what belongs to this environment. Without it, a path belongs to the environment that one of its folders is named after.",
        { examples: ["clusters/production"] },
      ),
    ),
    destinations: list(
      Type.String({ minLength: 1 }),
      "Clusters, by name or URL, as Argo CD's destinations have them: what goes there belongs to this environment.",
    ),
    kubernetesVersion: Type.Optional(
      text("fairlead-kubernetes-version", "The Kubernetes version that runs here; charts are rendered for it.", {
        examples: ["1.34"],
      }),
    ),
    schemas: Type.Optional(
      text(
        "fairlead-path",
        "Folder with what the cluster publishes of its kinds, as `fairlead schemas pull` writes it; manifests of this environment are held to it.",
        { examples: ["clusters/prod/schemas"] },
      ),
    ),
    apiVersions: list(
      Type.String({ minLength: 1, examples: ["monitoring.coreos.com/v1"] }),
      "API versions that charts may find here beyond those of Kubernetes itself.",
    ),
    after: list(Type.String(), "Environments a revision must have reached before this one."),
    autoSync: Type.Boolean({ default: false, description: "Sync on merge, without a command." }),
    target: Type.Optional(target),
    soak: Type.Optional(
      text("fairlead-duration", "How long a revision must have been healthy in every environment of `after`.", {
        examples: ["30m"],
      }),
    ),
    requires: list(
      Type.Enum(["approved", "mergeable", "undiverged"]),
      "Conditions of the pull request for a sync before its merge.",
    ),
    approvals: Type.Optional(approvals),
    windows: list(window, "When a sync may start; with none, always."),
    permissions,
    severity,
    prune: Type.Boolean({ default: false, description: "Delete what is no longer in Git." }),
    selfHeal: Type.Boolean({ default: false, description: "Sync again when the live state has drifted." }),
  },
  closed,
);
