import { messageOf } from "../errors.ts";
import type { Links } from "../report/links.ts";
import { renderReview } from "../report/review.ts";
import type { Hold } from "./hold.ts";
import type { VerdictPorts } from "./ports.ts";
import type { Verdict } from "./verdict.ts";

/** Only looked for after a crash, and only in what our own App wrote. */
const marker = "<!-- fairlead: findings -->";

type Reviewed = Verdict & { readonly pullRequest: number };

/** One review per head with every finding that lies on the diff; what older heads were told is resolved. */
export async function sayReview(verdict: Reviewed, links: Links, hold: Hold, ports: VerdictPorts): Promise<void> {
  const posted = await postReview(verdict, links, hold, ports);
  if (verdict.check.generation === 1) return;
  await ports.checks.hold(verdict.check.id, hold.worker);
  try {
    await ports.github.reviews.resolveOurs(
      verdict.check.repository,
      verdict.pullRequest,
      posted === null ? [] : [posted],
    );
  } catch (error) {
    // Tidiness only: an open thread about a line that is gone misleads nobody, GitHub marks it outdated.
    ports.log.warn({ error: messageOf(error) }, "older review threads could not be resolved");
  }
}

async function postReview(
  { check, pullRequest, report, diffLines }: Reviewed,
  links: Links,
  hold: Hold,
  { github, checks, once }: VerdictPorts,
): Promise<number | null> {
  const review = renderReview(report, diffLines, links);
  const key = `review of ${check.repository.id} ${pullRequest} ${check.head}`;
  if (review === null) return null;
  const state = await once.begin(key);
  if (state.status === "done") return state.result;
  const found =
    state.status === "begun"
      ? await github.reviews.findOurs(check.repository, pullRequest, check.head, marker)
      : undefined;
  await checks.hold(check.id, hold.worker);
  const id =
    found ??
    (await github.reviews.post(check.repository, pullRequest, {
      head: check.head,
      body: `${review.body}\n${marker}\n`,
      event: "COMMENT",
      comments: review.comments,
    }));
  await once.finish(key, id);
  return id;
}
