import { apiUrl, type Hub, Refusal } from "./hub.ts";
import { accountNamed, atLeast, found, pullNumbered, repositoryNamed, roleOf } from "./lookup.ts";
import { emitPull } from "./pulls.ts";
import type { RestServer } from "./rest/server.ts";
import { checkRunPayload, checkSuiteFacts } from "./views/checks.ts";
import { emit } from "./webhooks/emit.ts";

/** What a person does to a pull request. What GitHub refuses rejects with the status and words it refuses with. */
export type People = {
  openPullRequest(repository: string, pull: NewPull): Promise<{ readonly number: number; readonly headSha: string }>;
  editPullRequest(
    repository: string,
    number: number,
    change: { title?: string; body?: string; base?: string },
  ): Promise<void>;
  closePullRequest(repository: string, number: number): Promise<void>;
  reopenPullRequest(repository: string, number: number): Promise<void>;
  markReady(repository: string, number: number): Promise<void>;
  markDraft(repository: string, number: number): Promise<void>;
  comment(repository: string, number: number, body: string): Promise<number>;
  editComment(repository: string, id: number, body: string): Promise<void>;
  deleteComment(repository: string, id: number): Promise<void>;
  submitReview(repository: string, number: number, review: NewReview): Promise<number>;
  merge(repository: string, number: number, options?: { sha?: string; method?: "merge" | "squash" }): Promise<string>;
  /** "Re-run" beside a check run. */
  rerequest(repository: string, checkRunId: number): Promise<void>;
  /** "Re-run all checks" of one App. */
  rerequestSuite(repository: string, checkSuiteId: number): void;
  /** One of the check run's own buttons. */
  requestAction(repository: string, checkRunId: number, identifier: string): void;
  /** Any other request, as this person. */
  request(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
};

type NewPull = {
  readonly title: string;
  /** `branch`, or `owner:branch` of a fork. */
  readonly head: string;
  readonly base?: string;
  readonly body?: string;
  readonly draft?: boolean;
};

type NewReview = {
  readonly event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT";
  readonly body?: string;
  readonly comments?: readonly {
    readonly path: string;
    readonly line: number;
    readonly body: string;
    readonly side?: "LEFT" | "RIGHT";
  }[];
};

type Fields = { readonly [name: string]: unknown };

export function createPeople(hub: Hub, rest: RestServer, login: string): People {
  const account = accountNamed(hub, login);

  const send = async (method: string, path: string, body?: unknown) => {
    const response = await rest(
      new Request(`${apiUrl(hub)}${path}`, {
        method,
        headers: { authorization: `token ${account.token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
  };

  const demand = async (method: string, path: string, body?: unknown): Promise<Fields> => {
    const answer = await send(method, path, body);
    const fields: Fields = typeof answer.body === "object" && answer.body !== null ? { ...answer.body } : {};
    if (answer.status >= 300) throw refusalOf(answer.status, fields, `${method} ${path}`);
    return fields;
  };

  const setDraft = async (repository: string, number: number, draft: boolean) => {
    const issue = pullNumbered(hub, ...named(hub, repository), number);
    const role = roleOf(account, found(hub.state.repositories, issue.repositoryId));
    if (issue.authorId !== account.id && !atLeast(role, "write"))
      throw new Refusal(403, "Must have push access to the repository");
    issue.pull.draft = draft;
    await emitPull(hub, issue, draft ? "converted_to_draft" : "ready_for_review", account);
  };

  return {
    async openPullRequest(repository, { base = "main", ...pull }) {
      const opened = await demand("POST", `/repos/${repository}/pulls`, { base, ...pull });
      const issue = pullNumbered(hub, ...named(hub, repository), Number(opened.number));
      return { number: issue.number, headSha: issue.pull.headSha };
    },
    editPullRequest: async (repository, number, change) =>
      void (await demand("PATCH", `/repos/${repository}/pulls/${number}`, change)),
    closePullRequest: async (repository, number) =>
      void (await demand("PATCH", `/repos/${repository}/pulls/${number}`, { state: "closed" })),
    reopenPullRequest: async (repository, number) =>
      void (await demand("PATCH", `/repos/${repository}/pulls/${number}`, { state: "open" })),
    markReady: (repository, number) => setDraft(repository, number, false),
    markDraft: (repository, number) => setDraft(repository, number, true),
    comment: async (repository, number, body) =>
      Number((await demand("POST", `/repos/${repository}/issues/${number}/comments`, { body })).id),
    editComment: async (repository, id, body) =>
      void (await demand("PATCH", `/repos/${repository}/issues/comments/${id}`, { body })),
    deleteComment: async (repository, id) =>
      void (await demand("DELETE", `/repos/${repository}/issues/comments/${id}`)),
    submitReview: async (repository, number, review) =>
      Number((await demand("POST", `/repos/${repository}/pulls/${number}/reviews`, review)).id),
    async merge(repository, number, { sha, method = "merge" } = {}) {
      const body = { merge_method: method, ...(sha === undefined ? {} : { sha }) };
      return String((await demand("PUT", `/repos/${repository}/pulls/${number}/merge`, body)).sha);
    },
    rerequest: async (repository, id) => void (await demand("POST", `/repos/${repository}/check-runs/${id}/rerequest`)),
    rerequestSuite(repository, id) {
      const [place] = named(hub, repository);
      const suite = found(hub.state.checkSuites, id);
      if (!atLeast(roleOf(account, place), "write")) throw new Refusal(403, "Must have push access to the repository");
      const payload = { check_suite: checkSuiteFacts(hub, suite) };
      emit(hub, {
        event: "check_suite",
        action: "rerequested",
        repository: place,
        sender: account,
        payload,
        onlyAppId: suite.appId,
      });
    },
    requestAction(repository, id, identifier) {
      const [place] = named(hub, repository);
      const run = found(hub.state.checkRuns, id);
      if (!atLeast(roleOf(account, place), "write")) throw new Refusal(403, "Must have push access to the repository");
      if (!run.actions.some((action) => action.identifier === identifier))
        throw new Refusal(422, `The check run has no button ${identifier}`);
      const payload = { check_run: checkRunPayload(hub, run), requested_action: { identifier } };
      emit(hub, {
        event: "check_run",
        action: "requested_action",
        repository: place,
        sender: account,
        payload,
        onlyAppId: run.appId,
      });
    },
    request: send,
  };
}

function named(hub: Hub, repository: string) {
  const [owner = "", name = ""] = repository.split("/");
  return [repositoryNamed(hub, owner, name)] as const;
}

function refusalOf(status: number, fields: Fields, request: string): Refusal {
  const { message, errors } = fields;
  const list = Array.isArray(errors) ? errors : [];
  return new Refusal(
    status,
    `${request}: ${status} ${String(message)}${list.length > 0 ? ` ${JSON.stringify(list)}` : ""}`,
    { errors: list },
  );
}
