import type { Revision } from "../domain/revision.ts";
import { messageOf } from "../errors.ts";
import { renderClosedPullRequest, renderCommandFailed, renderPlanAccepted } from "../report/replies.ts";
import type { Reply } from "./command.ts";

/** A head that is to be judged once more, or what is said instead. */
type JudgedAgain =
  | { readonly status: "judging"; readonly check: string; readonly meanwhile: string }
  | { readonly status: "not"; readonly reply: Reply };

/** Has the head judged once for all commands of a comment, after them, so that it is judged with all they changed. */
export async function judgeAgain(
  request: () => Promise<{ readonly check: string | undefined; readonly head: Revision } | undefined>,
): Promise<JudgedAgain> {
  try {
    const asked = await request();
    if (asked?.check === undefined) return not(renderClosedPullRequest());
    return { status: "judging", check: asked.check, meanwhile: renderPlanAccepted(asked.head, null) };
  } catch (error) {
    return not(renderCommandFailed("/plan", messageOf(error)));
  }
}

function not(text: string): JudgedAgain {
  return { status: "not", reply: { text, done: false } };
}
