import type { CheckRecord } from "../ports/checks.ts";
import { renderStatus } from "../report/status.ts";
import type { Command } from "./command.ts";

/** `/status`: where the pull request stands, and what is waived here. Changes nothing. */
export const status: Command = {
  usage: "/status",
  summary: "Say where this pull request stands, what blocks it, and which waivers count.",
  permission: "read",
  options: [],
  mostWords: 0,
  async run({ repository, pullRequest: number, comment }, ports) {
    const { head, base, state } = await ports.pullRequests.read(repository, number);
    const revisions = { head: head.revision, base: base.revision, baseRef: base.ref };
    const subject = { repository, pullRequest: number, ...revisions };
    const [newest, report, waivers] = await Promise.all([
      ports.checks.listNewest(repository.id, head.revision),
      ports.toldReports.find(subject, comment.writtenAt),
      ports.waivers.listOpen(repository.id),
    ]);
    const check = newest.find((one) => one.pullRequest === number);
    const text = renderStatus({
      head: head.revision,
      state,
      verdict: verdictOf(check),
      detailsUrl: detailsUrl(check, ports.webUrl),
      report: report ?? null,
      waivers,
      pullRequest: number,
      baseRef: base.ref,
      now: ports.clock.now(),
    });
    return { text, done: true };
  },
};

function verdictOf(check: CheckRecord | undefined): Parameters<typeof renderStatus>[0]["verdict"] {
  if (check === undefined) return "none";
  if (check.state !== "concluded") return "judging";
  if (check.conclusion === "success") return "passed";
  if (check.conclusion === "cancelled") return "none";
  return check.error === null ? "failed" : "errored";
}

function detailsUrl(check: CheckRecord | undefined, webUrl: string): string | null {
  if (check?.checkRun === undefined || check.checkRun === null) return null;
  const { owner, name } = check.repository;
  return `${webUrl}/${owner}/${name}/runs/${check.checkRun}`;
}
