import type { JsonObject } from "./json.ts";

/** A file of a configuration that is no Kubernetes manifest: a file of a Terraform module. */
export type ConfigurationDocument = {
  readonly path: string;
  /** The directory of the module it belongs to; a link may lead to a file from there. */
  readonly module: string;
  /** As conftest's hcl2 parser has it: blocks as lists below their labels, expressions as `${…}`. */
  readonly object: JsonObject;
  /** The line of what a JSON pointer (RFC 6901) into `object` leads to, or of the nearest thing around it. */
  lineAt(pointer: string): number;
};
