import { SupersededError, TerminalError } from "../errors.ts";
import { renderCheckRun } from "../report/check-run.ts";
import type { Links } from "../report/links.ts";
import { sayComment } from "./comment.ts";
import { concludeCheck } from "./conclude.ts";
import type { Hold } from "./hold.ts";
import { keepPlan } from "./keep-plan.ts";
import type { VerdictPorts } from "./ports.ts";
import { sayReview } from "./review.ts";
import { blockedByOther } from "./shared-head.ts";
import type { Verdict } from "./verdict.ts";

/** GitHub takes this many annotations a request, and appends them. */
const batchSize = 50;

/** Comment and review first, the check run's conclusion last: whoever sees the verdict finds the reasons. */
export async function say(verdict: Verdict, hold: Hold, ports: VerdictPorts): Promise<void> {
  const links = await linksOf(verdict, ports);
  await sayAnnotations(verdict, links, hold, ports);
  if (verdict.check.pullRequest !== null) {
    const pullRequest = verdict.check.pullRequest;
    await unlessRefused(() => sayComment({ ...verdict, pullRequest }, links, hold, ports), ports);
    await unlessRefused(() => sayReview({ ...verdict, pullRequest }, links, hold, ports), ports);
  }
  await sayConclusion(verdict, links, hold, ports);
}

/** All batches but the last, which carries the conclusion. Those an earlier worker sent are not sent again. */
async function sayAnnotations(
  { check, run, report }: Verdict,
  links: Links,
  hold: Hold,
  ports: VerdictPorts,
): Promise<void> {
  const { title, summary, text, annotations } = renderCheckRun(report, links);
  for (let sent = run.annotations; annotations.length - sent > batchSize; sent += batchSize) {
    await ports.checks.hold(check.id, hold.worker);
    const batch = annotations.slice(sent, sent + batchSize);
    await ports.github.checkRuns.update(check.repository, run.id, {
      output: { ...output(title, summary, text), annotations: batch },
    });
    await ports.checks.noteAnnotations(check.id, hold.worker, sent + batch.length);
  }
}

async function sayConclusion(
  { check, run, report }: Verdict,
  links: Links,
  hold: Hold,
  ports: VerdictPorts,
): Promise<void> {
  const { conclusion, title, summary, text, annotations, actions } = renderCheckRun(report, links);
  const last = Math.max(run.annotations, Math.floor(Math.max(0, annotations.length - 1) / batchSize) * batchSize);
  const blocked = conclusion === "success" ? await blockedByOther(check, ports) : undefined;
  await ports.checks.hold(check.id, hold.worker);
  try {
    await ports.github.checkRuns.update(check.repository, run.id, {
      output: {
        ...output(blocked?.title ?? title, blocked === undefined ? summary : `${blocked.summary}\n${summary}`, text),
        annotations: annotations.slice(last),
      },
      conclusion: blocked?.conclusion ?? conclusion,
      actions: blocked?.actions ?? actions,
    });
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    // The check must finish: what GitHub would not take is left out.
    await ports.github.checkRuns.update(check.repository, run.id, {
      output: { title: blocked?.title ?? title, summary: blocked?.summary ?? title },
      conclusion: blocked?.conclusion ?? conclusion,
    });
  }
  const reason = report.conclusion === "errored" ? (report.errors[0] ?? "an application could not be judged") : null;
  const awaits = report.applications.some((one) => one.awaits === true);
  const outcome = { conclusion, digest: report.digest, error: reason, awaits };
  await concludeCheck({ ...check, checkRun: run.id }, outcome, ports);
}

/** A locked conversation must not keep the check from its conclusion. */
async function unlessRefused(speak: () => Promise<void>, { log }: Pick<VerdictPorts, "log">): Promise<void> {
  try {
    await speak();
  } catch (error) {
    if (error instanceof SupersededError || !(error instanceof TerminalError)) throw error;
    log.warn({ error: error.message }, "GitHub would not take what we had to say");
  }
}

function output(title: string, summary: string, text: string): { title: string; summary: string; text?: string } {
  return text === "" ? { title, summary } : { title, summary, text };
}

async function linksOf(verdict: Verdict, ports: VerdictPorts): Promise<Links> {
  const { check, run } = verdict;
  const repositoryUrl = `${ports.webUrl}/${check.repository.owner}/${check.repository.name}`;
  const planUrl = await keepPlan(verdict, repositoryUrl, ports);
  return { repositoryUrl, detailsUrl: `${repositoryUrl}/runs/${run.id}`, planUrl };
}
