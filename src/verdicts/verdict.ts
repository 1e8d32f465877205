import type { Report } from "../domain/report.ts";
import type { DiffLines } from "../domain/source.ts";
import type { ExistingCheckRun } from "../ports/check-runs.ts";
import type { CheckRecord } from "../ports/checks.ts";

/** Everything there is to say about one check. */
export type Verdict = {
  readonly check: CheckRecord;
  readonly run: ExistingCheckRun;
  readonly report: Report;
  readonly diffLines: readonly DiffLines[];
};
