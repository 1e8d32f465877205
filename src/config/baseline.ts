import { type Finding, isUnreadable } from "../domain/finding.ts";
import { type Static, Type } from "../domain/json-schema.ts";
import { validator } from "./read-yaml.ts";

const closed = { additionalProperties: false } as const;

const entry = Type.Object(
  {
    rule: Type.String(),
    about: Type.String(),
    where: Type.String(),
    fingerprint: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  },
  closed,
);

const baselineSchema = Type.Object({ version: Type.Literal(1), findings: Type.Array(entry) }, closed);

/** The findings that are not new. */
type Baseline = Static<typeof baselineSchema>;

const hasShape = validator<Baseline>(baselineSchema);

/** Parses a baseline; undefined for what no program of ours wrote. */
export function parseBaseline(text: string): Baseline | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return hasShape()(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The baseline of these findings: what fails or warns, and nobody else answers for. One line each, in a stable
 * order, so that the difference of two shows what came and went.
 */
export function writeBaseline(findings: readonly Finding[]): string {
  const rows = new Map(findings.filter(isForBaseline).map((finding) => [finding.fingerprint, finding]));
  const lines = [...rows.values()].map(lineOf).toSorted();
  return `{"version": 1, "findings": [${lines.length === 0 ? "" : `\n  ${lines.join(",\n  ")}\n`}]}\n`;
}

function isForBaseline(finding: Finding): boolean {
  const { severity, baseline, locked, waiver } = finding;
  if (locked === true || waiver !== undefined || isUnreadable(finding)) return false;
  return severity !== "notice" || baseline !== undefined;
}

function lineOf({ fingerprint = "", check, rule, resource, path, application, environment }: Finding): string {
  const where = application === null ? "" : `${application} (${environment ?? "default"})`;
  return JSON.stringify({ rule: `${check}/${rule}`, about: resource ?? path, where, fingerprint });
}
