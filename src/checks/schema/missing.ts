import type { Finding } from "../../domain/finding.ts";
import { compareText } from "../../domain/finding.ts";
import { resourceName } from "../../domain/manifest.ts";
import type { CheckScope } from "../check.ts";
import type { Subject } from "./subject.ts";

/** A kind that nothing knows a schema for. */
export type MissingKind = {
  readonly first: Subject;
  readonly count: number;
  /** Why a schema that should be there could not be had, in a sentence. */
  readonly reason: string | undefined;
};

/** With more kinds than this one finding tells of all: what is missing then is one thing. */
const toldAlone = 3;

const remediation =
  "Say what the cluster knows with `fairlead schemas pull`, add the CustomResourceDefinitions to the repository, or ask the operator for a place of schemas (docs/schemas.md); checks.schema.missing: ignore says nothing of it.";

/** One finding for each kind, however many there are of it; one for all of them when there are many. */
export async function missingFindings(
  locate: CheckScope["locate"],
  missing: readonly MissingKind[],
  setting: "error" | "warn" | "ignore",
): Promise<Finding[]> {
  const severity = setting === "error" ? ("error" as const) : ("warning" as const);
  // What was to be had and was not is no silent pass, whatever the setting.
  const told = missing.filter(({ reason }) => setting !== "ignore" || reason !== undefined);
  const groups = told.length > toldAlone ? [told] : told.map((one) => [one]);
  const findings = groups.map(async (kinds) => {
    const [only] = kinds;
    if (only === undefined) return [];
    const { manifest, application } = only.first;
    return [
      {
        ...(await locate(manifest, "/kind")),
        check: "schema",
        rule: "missing-schema",
        severity,
        message: kinds.length === 1 ? ofOne(only) : ofMany(kinds),
        application: application.name,
        environment: application.environment,
        resource: kinds.length === 1 ? resourceName(manifest.id) : null,
        remediation,
      },
    ];
  });
  return (await Promise.all(findings)).flat();
}

function ofOne({ first: { manifest }, count, reason }: MissingKind): string {
  const others = count === 1 ? "" : ` Nor could ${count - 1} more of its kind.`;
  const why = reason === undefined ? "" : ` ${reason}`;
  return `There is no schema for ${manifest.id.kind} (${manifest.apiVersion}), so it could not be checked.${others}${why}`;
}

function ofMany(kinds: readonly MissingKind[]): string {
  const manifests = kinds.reduce((sum, { count }) => sum + count, 0);
  const reasons = [...new Set(kinds.flatMap(({ reason }) => reason ?? []))];
  return [
    `There is no schema for ${kinds.length} kinds, so ${manifests} manifests could not be checked: ${listed(kinds)}.`,
    ...reasons.slice(0, 3),
    ...(reasons.length > 3 ? [`${reasons.length - 3} more could not be had either.`] : []),
  ].join(" ");
}

/** By API version, each kind with how many there are of it. */
function listed(kinds: readonly MissingKind[]): string {
  const groups = [...Map.groupBy(kinds, ({ first }) => first.manifest.apiVersion)];
  return groups
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([apiVersion, own]) => {
      const words = own.map(({ first, count }) => `${first.manifest.id.kind}${count === 1 ? "" : ` (${count})`}`);
      return `${words.toSorted(compareText).join(", ")} of ${apiVersion}`;
    })
    .join("; ");
}
