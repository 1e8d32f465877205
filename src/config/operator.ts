import { type Static, Type } from "../domain/json-schema.ts";
import { list, text } from "./environment.ts";
import { faultsOfPolicies, policies } from "./operator-policies.ts";
import { schemas } from "./operator-schemas.ts";
import { type ReadYaml, readYamlAs, validator } from "./read-yaml.ts";

const closed = { additionalProperties: false } as const;

const repository = text("fairlead-repository", "The repository it is for, as owner/name.", {
  examples: ["acme/infra"],
});

const runner = Type.Object(
  {
    repository,
    roots: list(text("fairlead-glob", "A glob of directories."), "Root modules it plans; with none, all of them."),
    variables: Type.Record(Type.String({ pattern: "^[A-Za-z_][A-Za-z0-9_]*$" }), Type.String(), {
      default: {},
      description: "Environment variables that Terraform is given. Secrets belong into `variablesFrom`.",
    }),
    variablesFrom: list(
      text("fairlead-variable", "Its name."),
      "Names of Fairlead's own environment variables that Terraform is given as they are.",
    ),
    workspace: Type.Optional(
      Type.String({ minLength: 1, description: "Terraform's workspace; `{environment}` stands for the environment." }),
    ),
    minutes: Type.Integer({ minimum: 1, maximum: 60, default: 15, description: "How long one plan may take." }),
  },
  closed,
);

const workspace = Type.Object(
  {
    root: text("fairlead-path", "Directory of the root module.", { examples: ["live/prod"] }),
    environment: Type.Optional(Type.String({ minLength: 1, description: "The environment; any when absent." })),
    workspace: text("fairlead-workspace", "The workspace's id, or organization/name.", {
      examples: ["acme/network-prod"],
    }),
  },
  closed,
);

const hcp = Type.Object(
  {
    repository,
    host: text("fairlead-host", "HCP Terraform, or a Terraform Enterprise of yours.", { default: "app.terraform.io" }),
    tokenFrom: text(
      "fairlead-variable",
      "Name of the environment variable with a team's or user's token that may read plans.",
      { examples: ["HCP_TOKEN"] },
    ),
    workspaces: Type.Array(workspace, { minItems: 1, description: "Which workspace plans which root module." }),
  },
  closed,
);

/** The operator's own file, which `FAIRLEAD_OPERATOR_CONFIG` names. */
const operatorConfigSchema = Type.Object(
  {
    terraform: Type.Object(
      {
        runners: list(runner, "Repositories for which Fairlead runs `terraform plan` itself, with these credentials."),
        hcp: list(hcp, "Repositories whose plans HCP Terraform makes."),
      },
      { ...closed, default: {}, description: "Where Terraform's plans come from." },
    ),
    policies,
    schemas,
  },
  { ...closed, title: "Fairlead operator configuration" },
);

export type OperatorConfig = Static<typeof operatorConfigSchema>;
export type TerraformRunner = OperatorConfig["terraform"]["runners"][number];
export type OperatorPolicies = OperatorConfig["policies"];
export type HcpRepository = OperatorConfig["terraform"]["hcp"][number];

const hasShape = validator<OperatorConfig>(operatorConfigSchema);

/** Parses the operator's file; every problem is told at once, with its line. */
export function parseOperatorConfig(yaml: string): ReadYaml<OperatorConfig> {
  return readYamlAs(yaml, hasShape, faultsOfPolicies);
}
