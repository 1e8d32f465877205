import type { Json } from "../../domain/json.ts";
import type { PolicyRule, RuleParameter } from "../../ports/policies.ts";
import { lineOfRule, type RegoFile } from "./rego-file.ts";

/** One METADATA block as `opa inspect` reports it. */
export type Annotation = {
  readonly annotations?: {
    readonly scope?: string;
    readonly title?: string;
    readonly description?: string;
    readonly related_resources?: readonly { readonly ref?: string }[];
    readonly custom?: Readonly<Record<string, unknown>>;
  };
  readonly location?: { readonly file?: string; readonly row?: number };
  readonly path?: readonly { readonly value?: unknown }[];
};

/**
 * A rule with what its METADATA says, then its package's. A rule that is defined several times with
 * different METADATA is described by none of it: its answers do not tell which definition spoke.
 */
export function describeRule(
  path: readonly string[],
  name: string,
  files: readonly RegoFile[],
  annotations: readonly Annotation[],
): PolicyRule {
  const own = annotations.filter((one) => addresses(one, [...path, name]));
  const packaged = annotations.filter((one) => addresses(one, path) && one.annotations?.scope === "package");
  const chain = [...(own.length === 1 ? own : []), ...packaged].map((one) => one.annotations ?? {});
  const custom = (key: string): string | null => firstText(chain.map((one) => one.custom?.[key]));
  const place = placeOf(name, files, own[0]);
  const severity = custom("severity");
  return {
    package: path.join("."),
    name,
    ...place,
    id: (own.length === 1 ? firstText([own[0]?.annotations?.custom?.id]) : null) ?? `${path.join(".")}/${name}`,
    title: firstText(chain.map((one) => one.title)),
    description: firstText(chain.map((one) => one.description)),
    severity: isSeverity(severity) ? severity : null,
    link: custom("link") ?? firstText(chain.map((one) => one.related_resources?.[0]?.ref)),
    remediation: custom("remediation"),
    profile: custom("profile"),
    parameters: chain.flatMap((one) => parametersIn(one.custom?.parameters)),
  };
}

const severities = ["error", "warning", "notice", "off"] as const;

function isSeverity(text: string | null): text is (typeof severities)[number] {
  return severities.some((severity) => severity === text);
}

/** `custom.parameters`: a type, a default and a description by name. */
export function parametersIn(declared: unknown): readonly RuleParameter[] {
  if (typeof declared !== "object" || declared === null) return [];
  return Object.entries(declared as Record<string, Partial<RuleParameter> | null>).map(([name, one]) => ({
    name,
    type: String(one?.type),
    default: (one?.default ?? null) as Json,
    description: String(one?.description ?? ""),
  }));
}

function addresses(annotation: Annotation, path: readonly string[]): boolean {
  const parts = (annotation.path ?? []).slice(1).map(({ value }) => value);
  return parts.length === path.length && path.every((part, index) => parts[index] === part);
}

function placeOf(name: string, files: readonly RegoFile[], annotation: Annotation | undefined) {
  for (const { path, text } of files) {
    const line = lineOfRule(text, name);
    if (line !== undefined) return { path, line };
  }
  return { path: files[0]?.path ?? "", line: annotation?.location?.row ?? 1 };
}

function firstText(values: readonly unknown[]): string | null {
  const found = values.find((value) => typeof value === "string" && value.trim() !== "");
  return typeof found === "string" ? found.trim() : null;
}
