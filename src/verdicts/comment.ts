import type { Report } from "../domain/report.ts";
import type { StickyComment } from "../ports/conversations.ts";
import { renderComment } from "../report/comment.ts";
import type { Links } from "../report/links.ts";
import type { Hold } from "./hold.ts";
import type { VerdictPorts } from "./ports.ts";
import type { Verdict } from "./verdict.ts";

/** Only looked for after a crash, and only in what our own App wrote. */
const marker = "<!-- fairlead: the plan of this pull request -->";

/** The one comment of the pull request: posted once, then edited by its stored id. */
export async function sayComment(
  { check, pullRequest, report }: Verdict & { readonly pullRequest: number },
  links: Links,
  hold: Hold,
  { github, checks, pullRequestRecords }: VerdictPorts,
): Promise<void> {
  const body = `${renderComment(report, links)}\n${marker}\n`;
  await pullRequestRecords.withComment(check.repository.id, pullRequest, async (sticky) => {
    await checks.hold(check.id, hold.worker);
    const id = await existing(sticky);
    if (id !== null && (await github.comments.edit(check.repository, id, body))) return;
    if (id === null && isSilent(report)) return;
    await sticky.intend();
    await sticky.keep(await github.comments.create(check.repository, pullRequest, body));
  });

  async function existing(sticky: StickyComment): Promise<number | null> {
    if (!sticky.uncertain) return sticky.id;
    const found = await github.comments.findOurs(check.repository, pullRequest, marker);
    if (found !== undefined) await sticky.keep(found);
    return found ?? null;
  }
}

/** A change that touches nothing we judge needs a green check, and no words. */
function isSilent({ conclusion, applications, findings, preview }: Report): boolean {
  return conclusion === "passed" && applications.length === 0 && findings.length === 0 && preview.length === 0;
}
