import type { CheckScope } from "../checks/check.ts";
import { parseBaseline } from "../config/baseline.ts";
import { parseDuration } from "../config/duration.ts";
import type { RepositoryConfig } from "../config/schema.ts";
import { parseWaivers, type ReadWaivers } from "../config/waivers.ts";
import type { Finding } from "../domain/finding.ts";
import type { SourceTree } from "../ports/git.ts";
import { withBaseline } from "./exceptions/baseline.ts";
import { withFingerprint } from "./exceptions/fingerprint.ts";
import { previewWaivers } from "./exceptions/preview.ts";
import { weighed } from "./exceptions/severity.ts";
import { waived } from "./exceptions/waive.ts";
import type { CheckingPorts, CheckRequest } from "./request.ts";

/** The findings as they count, and what is to be said about what makes them count so. */
type Excepted = {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly preview: readonly string[];
};

/**
 * What each finding weighs here and now: by the configuration, by waivers, and by the baseline. All of them are
 * the base's; what the change does to its own is previewed. What cannot be read excuses nothing.
 */
export async function withExceptions(
  found: readonly Finding[],
  {
    request,
    scope,
    config,
  }: { readonly request: CheckRequest; readonly scope: CheckScope; readonly config: RepositoryConfig },
  ports: CheckingPorts,
): Promise<Excepted> {
  const { file, baseline: baselinePath, longest, warnBefore } = config.waivers;
  const before = scope.base ?? scope.head;
  const [written, proposed] = await Promise.all([readWaivers(before, file), readWaivers(scope.head, file)]);
  const baseline = await readBaseline(before, baselinePath);
  const inFile = written.ok ? written.waivers : [];
  const tooLong = inFile.filter(({ until }) => until - request.now > (parseDuration(longest) ?? 0));
  const waivers = [...request.waivers, ...inFile.filter((waiver) => !tooLong.includes(waiver))];
  const at = { now: request.now, warnBefore: parseDuration(warnBefore) ?? 0 };
  const weighing = found.flatMap((finding) => weighed(withFingerprint(finding), config) ?? []);
  const excused = weighing.map((finding) => waived(finding, waivers, at));
  const findings = await withBaseline(excused, baseline.known, scope, config, ports);
  return {
    findings: [...findings, ...mistakesIn(proposed, file)],
    notes: [
      ...(written.ok ? [] : [`${file} on the base branch cannot be read, so it waives nothing until it is mended.`]),
      ...tooLong.map(
        (waiver) =>
          `${file}: the waiver of ${waiver.rule} by ${waiver.owner} lasts longer than ${longest}, so it does not count.`,
      ),
      ...baseline.notes,
      ...(scope.whole.base === null ? gone(baseline.known, weighing, baselinePath) : []),
    ],
    preview:
      written.ok && proposed.ok ? previewWaivers(written.waivers, proposed.waivers, { now: request.now, longest }) : [],
  };
}

async function textAt(tree: SourceTree, path: string): Promise<string | null> {
  const bytes = (await tree.read([path])).get(path);
  return bytes === undefined ? null : new TextDecoder().decode(bytes);
}

async function readWaivers(tree: SourceTree, path: string): Promise<ReadWaivers> {
  const text = await textAt(tree, path);
  return text === null ? { ok: true, waivers: [] } : parseWaivers(text);
}

async function readBaseline(
  tree: SourceTree,
  path: string,
): Promise<{ readonly known: ReadonlySet<string>; readonly notes: readonly string[] }> {
  const text = await textAt(tree, path);
  const parsed = text === null ? { findings: [] } : parseBaseline(text);
  if (parsed === undefined) {
    const advice = "write it anew with fairlead check --all --write-baseline";
    return { known: new Set(), notes: [`${path} on the base branch is no baseline, so everything counts: ${advice}.`] };
  }
  return { known: new Set(parsed.findings.map(({ fingerprint }) => fingerprint)), notes: [] };
}

function mistakesIn(read: ReadWaivers, path: string): readonly Finding[] {
  if (read.ok) return [];
  return read.problems.map(({ line, message }) =>
    withFingerprint({
      check: "configuration",
      rule: "invalid",
      severity: "error",
      message,
      path,
      line,
      application: null,
      environment: null,
      resource: null,
    }),
  );
}

/** Of a whole repository it is known what the baseline has and nobody finds any more. */
function gone(known: ReadonlySet<string>, findings: readonly Finding[], path: string): readonly string[] {
  const found = new Set(findings.map(({ fingerprint }) => fingerprint));
  const many = [...known].filter((one) => !found.has(one)).length;
  if (many === 0) return [];
  return [`${many} of ${known.size} findings in ${path} are no longer there: --write-baseline leaves them out.`];
}
