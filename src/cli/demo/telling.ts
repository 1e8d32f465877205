import type { Seen } from "./look.ts";
import type { Stage } from "./stage.ts";
import type { Memory } from "./step.ts";

/** The pull requests of the story. */
type PullName = "good" | "bad" | "sources" | "rule" | "exception";

/** Ada opens a pull request, which later steps call by this name. */
export async function open(stage: Stage, memory: Memory, name: PullName, head: string, title: string): Promise<string> {
  const { number, headSha } = await stage.as(stage.ada).openPullRequest(stage.repository.fullName, { title, head });
  memory.set(name, number);
  return `git push origin ${head} (${headSha.slice(0, 7)}), pull request #${number} “${title}” → pull_request.opened`;
}

/** Somebody comments on a pull request, the good one unless told. */
export async function comment(
  stage: Stage,
  memory: Memory,
  login: string,
  body: string,
  on: PullName = "good",
): Promise<string> {
  const number = recall(memory, on);
  const id = await stage.forge.as(login).comment(stage.repository.fullName, number, body);
  memory.set("command", id);
  return `${login} comments ${JSON.stringify(body)} on #${number} → issue_comment.created`;
}

/** What Fairlead wrote after the command of this step. */
export function replies(stage: Stage, memory: Memory, comments: Seen["comments"]): readonly string[] {
  const command = recall(memory, "command");
  return byBot(stage, comments).flatMap(({ id, body }) => (id > command ? [body] : []));
}

/** What Fairlead wrote. */
export function byBot(stage: Stage, comments: Seen["comments"]): Seen["comments"] {
  return comments.filter(({ author }) => author === stage.botLogin);
}

/** All that was said where a reader may look. */
export function everything({ comments, threads, check }: Seen): string {
  return [...comments, ...threads].map(({ body }) => body).join("\n") + (check?.title ?? "");
}

export function shown(check: Seen["check"]): string {
  return check === undefined ? "not there yet" : `${check.conclusion ?? check.status}, “${check.title}”`;
}

export function firstLine(text: string | undefined): string {
  return text === undefined ? "nothing yet" : `“${text.split("\n")[0]}”`;
}

/** What an earlier step left. */
export function recall(memory: Memory, name: string): number {
  const value = memory.get(name);
  if (value === undefined) throw new Error(`The story has not got to ${name} yet.`);
  return value;
}
