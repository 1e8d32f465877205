import { createHash } from "node:crypto";
import { byImportance, type Finding } from "../../src/domain/finding.ts";
import { conclude, type Report, type Wishes } from "../../src/domain/report.ts";
import type { CheckRequest } from "../../src/pipeline/request.ts";
import type { Repository } from "../../src/ports/git.ts";

/** In place of the pipeline: every line of the merge result that says `wrong` is an error. */
export async function judgeLines(
  request: CheckRequest,
  repository: Repository,
  _signal?: AbortSignal,
  wishes?: Wishes,
): Promise<Report> {
  const merged = await repository.mergeTree(request.base ?? request.head, request.head);
  if (merged.status === "conflicts") throw new Error("The test's branches do not merge.");
  const entries = await repository.list(merged.tree);
  const contents = await repository.read(entries.map(({ blob }) => blob));
  const findings = entries.flatMap(({ path, blob }) =>
    new TextDecoder()
      .decode(contents.get(blob))
      .split("\n")
      .flatMap((text, index) => (text.includes("wrong") ? [finding(path, index + 1)] : [])),
  );
  return report(request, findings, wishes);
}

export function report(
  { base, head, now }: CheckRequest,
  findings: readonly Finding[],
  wishes: Wishes = { reviewComments: true, effects: true, requestChanges: false },
): Report {
  const digest = createHash("sha256")
    .update(JSON.stringify([base, head]))
    .digest("hex");
  const applications = [
    {
      application: { name: "web", path: ".", renderer: "plain", environment: "default", why: "the test says so" },
      status: "passed",
      plan: { status: "known", changes: [], ignored: 0 },
    },
  ] as const;
  return {
    conclusion: conclude({ applications, findings, errors: [] }),
    base,
    head,
    applications,
    findings: findings.toSorted(byImportance),
    errors: [],
    notes: [],
    preview: [],
    wishes,
    at: now,
    digest,
  };
}

function finding(path: string, line: number): Finding {
  return {
    check: "schema",
    rule: "wrong-word",
    severity: "error",
    message: `Line ${line} is wrong.`,
    path,
    line,
    application: null,
    environment: null,
    resource: null,
  };
}
