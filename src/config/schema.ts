import { type Static, Type } from "../domain/json-schema.ts";
import { renderers } from "../renderers/index.ts";
import { checkSettings } from "./check-settings.ts";
import { environmentSchema, list, principals, severity, text } from "./environment.ts";

const closed = { additionalProperties: false } as const;

const events = [
  "check.failed",
  "check.errored",
  "sync.waiting",
  "sync.running",
  "sync.succeeded",
  "sync.failed",
  "sync.cancelled",
  "sync.superseded",
  "sync.unknown",
  "drift.detected",
  "drift.resolved",
] as const;

const kustomize = Type.Object(
  {
    loadRestrictor: Type.Enum(["root", "none"], {
      description:
        "Whether kustomizations may read files outside their own directories, within the repository: with `root` it is a mistake, as kustomize has it by default; with `none` it is allowed, as Flux does. When absent it is done, and said.",
    }),
  },
  { ...closed, description: "How kustomizations are built." },
);

const discovery = Type.Object(
  {
    exclude: list(
      text("fairlead-glob", "A glob of files that are never looked at.", { examples: ["**/testdata/**"] }),
      "Globs of files that are never looked at.",
    ),
    kustomize: Type.Optional(kustomize),
  },
  { ...closed, description: "What Fairlead looks for in the repository.", default: {} },
);

const application = Type.Object(
  {
    name: text("fairlead-name", "Shown in reports and used in commands.", { examples: ["web"] }),
    path: text("fairlead-path", "Its directory. `{environment}` stands for the name of each environment in turn.", {
      examples: ["apps/web/overlays/{environment}"],
    }),
    renderer: Type.Optional(
      Type.Unsafe<string>({
        type: "string",
        enum: Object.keys(renderers),
        description: "What turns it into manifests; detected when absent.",
        examples: ["kustomize"],
      }),
    ),
    values: list(
      text("fairlead-path", "A values file, or one with variables.", {
        examples: ["charts/web/values-{environment}.yaml"],
      }),
      "Values files of a Helm chart, or files with variables of a Terraform root module, from the repository's root, lowest first; `{environment}` stands for the environment's name.",
    ),
    release: Type.Optional(
      text("fairlead-name", "Name of the Helm release; the application's name when absent.", { examples: ["web"] }),
    ),
    namespace: Type.Optional(text("fairlead-name", "Namespace that Helm renders for.", { examples: ["shop"] })),
    environment: Type.Optional(
      text("fairlead-name", "The environment it belongs to; that of its path when absent.", { examples: ["prod"] }),
    ),
    kustomize: Type.Optional(kustomize),
    dependsOn: list(Type.String(), "Applications that are synced before this one."),
  },
  closed,
);

const report = Type.Object(
  {
    reviewComments: Type.Boolean({
      default: true,
      description: "Say findings on the lines they are about, as a review.",
    }),
    effects: Type.Boolean({
      default: true,
      description:
        "Say in that review, once for a file, how far a changed line reaches: a base or a values file that changes several applications or environments.",
    }),
    requestChanges: Type.Boolean({
      default: false,
      description: "Whether that review requests changes when the check fails.",
    }),
    hideNoise: Type.Boolean({
      default: true,
      description:
        "Count, and do not show, differences of labels and annotations that tools write: checksums, Helm's chart and version, what Argo CD and Flux track by. docs/plan.md lists them.",
    }),
    ignore: list(
      text("fairlead-field", "A field's path.", { examples: ["metadata.labels[helm.sh/chart]"] }),
      "Fields whose differences are counted and not shown, with everything below them. `[*]` stands for every element of a list. Example: `metadata.labels[helm.sh/chart]`.",
    ),
  },
  { ...closed, description: "How findings and plans are told.", default: {} },
);

const terraform = Type.Object(
  {
    plans: Type.Enum(["none", "artifact", "hcp", "runner"], {
      default: "none",
      description:
        "Who makes plans: nobody; a workflow of this repository, which leaves them as an artifact; HCP Terraform or a runner, where the operator has set them up for this repository.",
    }),
    artifact: Type.String({
      minLength: 1,
      default: "fairlead-plan",
      description:
        "Name of the artifact. It holds `<root module>/tfplan.json`, or `<root module>/<environment>.json`, as `terraform show -json` prints them.",
    }),
    workflow: Type.Optional(
      text("fairlead-path", "File of the workflow that leaves it; without one, any workflow may.", {
        examples: [".github/workflows/plan.yml"],
      }),
    ),
  },
  { ...closed, description: "Terraform and OpenTofu.", default: {} },
);

const waivers = Type.Object(
  {
    from: principals(
      "Who may waive a finding that belongs to no environment, or to one that says nothing itself; those with the role `maintain` when absent.",
    ),
    longest: text("fairlead-duration", "The longest that a waiver may last.", { default: "90d", examples: ["30d"] }),
    warnBefore: text("fairlead-duration", "How long before its end it is warned of.", { default: "7d" }),
    file: text("fairlead-path", "The file on the base branch with waivers that are reviewed like anything else.", {
      default: ".github/fairlead-waivers.yml",
    }),
    baseline: text(
      "fairlead-path",
      "The file with the findings that are not new, as `fairlead check --all --write-baseline` writes it.",
      {
        default: ".github/fairlead-baseline.json",
      },
    ),
  },
  { ...closed, description: "Exceptions that somebody answers for, and that end.", default: {} },
);

const notification = Type.Object(
  {
    url: text("fairlead-name", "Name of an address in the operator's configuration; an address itself is a secret.", {
      examples: ["slack-deploys"],
    }),
    events: Type.Array(Type.Enum([...events]), { minItems: 1, description: "What it is told of." }),
  },
  closed,
);

/** `.github/fairlead.yml`, with every default. What has a default may be left out by the author. */
export const repositoryConfigSchema = Type.Object(
  {
    version: Type.Literal(1, { default: 1, description: "Version of this format." }),
    discovery,
    applications: list(application, "Applications by name; what is not listed is discovered."),
    environments: list(
      environmentSchema,
      "Environments in promotion order; with none, everything belongs to `default`.",
    ),
    checks: checkSettings,
    severity,
    waivers,
    report,
    terraform,
    notifications: list(notification, "Who is told of what happens."),
  },
  {
    ...closed,
    title: "Fairlead repository configuration",
    description: "`.github/fairlead.yml`, read from the base branch.",
  },
);

/** The configuration of a repository, defaults filled in. */
export type RepositoryConfig = Frozen<Static<typeof repositoryConfigSchema>>;
export type Environment = RepositoryConfig["environments"][number];

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
