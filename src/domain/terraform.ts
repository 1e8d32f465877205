/** Where the plans of a repository's Terraform come from; the configuration says so. */
export type TerraformPlanSource =
  | { readonly from: "none" }
  /** An artifact that a workflow of the repository's own leaves; null takes it from whichever workflow. */
  | { readonly from: "artifact"; readonly artifact: string; readonly workflow: string | null }
  /** HCP Terraform, for workspaces that the operator names. */
  | { readonly from: "hcp" }
  /** A runner that the operator switched on for this repository. */
  | { readonly from: "runner" };
