import type { RepositoryConfig } from "../config/schema.ts";
import type { AuditEntry } from "../domain/audit.ts";
import type { HostedRepository } from "../domain/pull-request.ts";
import type { Checks } from "../ports/checks.ts";
import type { Clock } from "../ports/clock.ts";
import type { People, Permission, PullRequests } from "../ports/github.ts";
import type { ToldReports, WaiverCommand, WaiverRecords } from "../ports/waivers.ts";

/** One comment command. One file per command; registered in `index.ts`. */
export type Command = {
  /** How it is written, beginning with its name. */
  readonly usage: string;
  /** One line for `/help`. */
  readonly summary: string;
  /** What it takes on the repository, asked of GitHub at the moment it runs. */
  readonly permission: Permission;
  /** Set where the permission is not all it takes: who may, in a few words. */
  readonly needs?: string;
  readonly options: readonly Option[];
  /** How many words it takes beside its options, at most. */
  readonly mostWords: number;
  /** Does its work and answers; posts nothing itself. */
  run(call: CommandCall, ports: CommandPorts): Promise<Reply>;
};

/** What there is to answer. */
export type Reply = {
  /** Markdown; "" when the check's verdict, or silence, says it all. */
  readonly text: string;
  /** Whether it was done as asked. */
  readonly done: boolean;
  /** The head is to be judged once more: what comes of it belongs into the reply, before the text. */
  readonly again?: true;
  /** What the audit log is told beside that the command was given. */
  readonly audit?: Pick<AuditEntry, "action" | "subject" | "details">;
};

/** `list` may be repeated and holds comma lists; `text` holds one value; `flag` none. */
export type Option = { readonly long: string; readonly short?: string; readonly takes: "list" | "text" | "flag" };

export type CommandCall = {
  readonly repository: HostedRepository;
  readonly pullRequest: number;
  readonly author: string;
  readonly words: readonly string[];
  /** By long name; a flag that was given holds "". */
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** The comment it stands in, and when that was written, in milliseconds since 1970. */
  readonly comment: { readonly id: number; readonly writtenAt: number };
  /** Its place among the comment's commands. */
  readonly line: number;
};

/** What commands may ask and change. */
export type CommandPorts = {
  readonly people: People;
  readonly pullRequests: Pick<PullRequests, "read" | "writers">;
  readonly checks: Pick<Checks, "listNewest">;
  readonly toldReports: Pick<ToldReports, "find">;
  readonly waivers: Pick<WaiverRecords, "listOpen" | "read" | "ofCommand" | "record" | "confirm" | "withdraw">;
  /**
   * The configuration of a base branch as it is now; what a pull request changes in it does not count. Undefined
   * when it cannot be read.
   */
  readBaseConfig(repository: HostedRepository, branch: string): Promise<RepositoryConfig | undefined>;
  readonly clock: Clock;
  /** Where people read: `https://github.com`. */
  readonly webUrl: string;
};

/** The command as the records know it. */
export function recordedCommand({ author, comment, line }: CommandCall, at: number): WaiverCommand {
  return { login: author, at, comment: comment.id, line };
}
