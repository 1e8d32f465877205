export type PullRequestRecords = {
  /**
   * Runs `use` while no other worker can, with what is known of the sticky comment. `intend` is on record
   * before GitHub is asked, so that a comment posted just before a crash is looked for, not posted again.
   */
  withComment<T>(repository: number, number: number, use: (comment: StickyComment) => Promise<T>): Promise<T>;
};

export type StickyComment = {
  readonly id: number | null;
  /** An earlier worker meant to post one and never said whether it did. */
  readonly uncertain: boolean;
  intend(): Promise<void>;
  keep(id: number): Promise<void>;
};

/** Replies to commands that wait for a verdict: on record before they are posted, so that a crash loses none. */
export type Replies = {
  /** The reply to this comment will end with what comes of the check, and with `rest`. */
  expect(reply: {
    readonly repository: number;
    readonly comment: number;
    readonly check: string;
    readonly rest: string;
  }): Promise<void>;
  /** The reply is on GitHub; answers the check it waits for, if it waits for one. */
  posted(repository: number, comment: number, reply: number): Promise<string | undefined>;
  /** Posted replies that wait for this check. */
  waiting(check: string): Promise<readonly WaitingReply[]>;
  told(repository: number, comment: number): Promise<void>;
};

export type WaitingReply = { readonly comment: number; readonly reply: number; readonly rest: string };

export type CommandBudget = {
  /** Counts an author's commands on one pull request. `just-exceeded` is answered once in a while only. */
  spend(given: {
    readonly repository: number;
    readonly pullRequest: number;
    readonly author: string;
    readonly comment: number;
    readonly commands: number;
  }): Promise<"within" | "just-exceeded" | "exceeded">;
};

/** Things done once for ever, by a key: an answer to a comment, a review of a head. */
export type Once = {
  /** `new`: ours to do. `begun`: someone began and may have done it. `done`: with what came of it. */
  begin(key: string): Promise<OnceState>;
  finish(key: string, result: number): Promise<void>;
};

export type OnceState =
  | { readonly status: "new" }
  | { readonly status: "begun" }
  | { readonly status: "done"; readonly result: number };
