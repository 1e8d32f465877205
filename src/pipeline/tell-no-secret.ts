import type { CheckScope } from "../checks/check.ts";
import { findCredentials } from "../checks/secrets/credentials.ts";
import { environmentValues } from "../checks/secrets/environment-values.ts";
import type { Finding } from "../domain/finding.ts";
import { resourceName } from "../domain/manifest.ts";
import { hidden } from "./plan/mask.ts";

/** Whatever the checks say, in their words. */
export type Words = {
  readonly findings: readonly Finding[];
  readonly errors: readonly string[];
  readonly preview: readonly string[];
  readonly notes: readonly string[];
};

/** What is shorter stands in sentences by chance, and hiding it there would tell it. */
const shortest = 4;

/**
 * The same words without secrets. A rule is told what a container's environment holds, because it may have to judge
 * it; what it then repeats of a value under a name that says secret, or of a credential known by its form, is hidden
 * as the plan hides it.
 */
export async function tellNoSecret(words: Words, scope: Pick<CheckScope, "applications">): Promise<Words> {
  const known = secretsByResource(scope);
  const all = [...new Set([...known.values()].flatMap((values) => [...values]))];
  const about = ({ application, resource }: Finding) =>
    application === null || resource === null ? all : [...(known.get(keyOf(application, resource)) ?? [])];
  const named = {
    findings: words.findings.map((finding) => mapTexts(finding, (text) => without(text, about(finding)))),
    errors: words.errors.map((text) => without(text, all)),
    preview: words.preview.map((text) => without(text, all)),
    notes: words.notes.map((text) => without(text, all)),
  };
  return withoutCredentials(named);
}

function secretsByResource({ applications }: Pick<CheckScope, "applications">): ReadonlyMap<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  for (const { application, subjects } of applications) {
    for (const manifest of subjects.flatMap(({ old, new: after }) => [old ?? [], after ?? []].flat())) {
      for (const { value, literal } of environmentValues(manifest.object)) {
        if (literal !== "plain" || value.length < shortest) continue;
        const key = keyOf(application.name, resourceName(manifest.id));
        known.set(key, (known.get(key) ?? new Set()).add(value));
      }
    }
  }
  return known;
}

function keyOf(application: string, resource: string): string {
  return JSON.stringify([application, resource]);
}

function mapTexts(finding: Finding, map: (text: string) => string): Finding {
  const { message, remediation, link } = finding;
  const mapped = {
    message: map(message),
    ...(remediation !== undefined && { remediation: map(remediation) }),
    ...(link !== undefined && { link: map(link) }),
  };
  const isSame = mapped.message === message && mapped.remediation === remediation && mapped.link === link;
  return isSame ? finding : { ...finding, ...mapped };
}

/** As it stands, and as it stands within quotes. */
function without(text: string, values: readonly string[]): string {
  let told = text;
  for (const value of values) {
    for (const written of new Set([value, JSON.stringify(value).slice(1, -1)])) {
      if (told.includes(written)) told = told.replaceAll(written, hidden);
    }
  }
  return told;
}

/** Of a few sentences it costs little to look for what only its form tells. */
async function withoutCredentials({ findings, errors, preview, notes }: Words): Promise<Words> {
  const own = findings.flatMap(({ message, remediation, link }) => [message, remediation ?? [], link ?? []].flat());
  const texts = [...new Set([...own, ...errors, ...preview, ...notes])];
  const found = await findCredentials(texts.map((text, index) => ({ path: String(index), text })));
  if (found.length === 0) return { findings, errors, preview, notes };
  const values = Map.groupBy(found, ({ path }) => texts[Number(path)] ?? "");
  const hide = (text: string) => {
    const inText = values.get(text);
    if (inText === undefined) return text;
    return without(
      text,
      inText.map(({ value }) => value),
    );
  };
  return {
    findings: findings.map((finding) => mapTexts(finding, hide)),
    errors: errors.map(hide),
    preview: preview.map(hide),
    notes: notes.map(hide),
  };
}
