import { type Hub, notFound } from "../hub.ts";
import { isPull, issueNumbered, repositoryNamed } from "../lookup.ts";
import { emitPull } from "../pulls.ts";
import type { Account, Issue, Label, Repository } from "../state.ts";
import { issueView, labelView } from "../views/pulls.ts";
import { emit } from "../webhooks/emit.ts";
import { actor } from "./authentication.ts";
import { refuseLength } from "./comments.ts";
import { allow, type Operation, operation } from "./operation.ts";

const reads = allow({ issues: "read", pull_requests: "read" }, "read");
const opens = allow({ issues: "write" }, "read");
const writes = allow({ issues: "write", pull_requests: "write" }, "triage");

export const issues: readonly Operation[] = [
  operation("GET /repos/{owner}/{repo}/issues", reads, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const labels = given.labels?.split(",") ?? [];
    const all = [...hub.state.issues.values()]
      .filter((issue) => issue.repositoryId === repository.id)
      .filter((issue) => given.state === "all" || issue.state === (given.state ?? "open"))
      .filter((issue) => labels.every((wanted) => issue.labels.some(({ name }) => name === wanted)));
    return { status: 200, body: page(all.toReversed()).map((issue) => issueView(hub, issue)) };
  }),

  operation("POST /repos/{owner}/{repo}/issues", opens, ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    refuseLength(given.body);
    const issue: Issue = {
      ...newIssue(hub, repository, actor(caller), { title: String(given.title), body: given.body ?? null }),
      pull: null,
    };
    issue.labels = (given.labels ?? []).map((label) =>
      labelOf(hub, typeof label === "string" ? label : (label.name ?? "")),
    );
    hub.state.issues.set(issue.id, issue);
    emit(hub, {
      event: "issues",
      action: "opened",
      repository,
      sender: actor(caller),
      payload: { issue: issueView(hub, issue) },
    });
    return { status: 201, body: issueView(hub, issue) };
  }),

  operation("GET /repos/{owner}/{repo}/issues/{issue_number}", reads, ({ hub, given }) => ({
    status: 200,
    body: issueView(hub, issueNumbered(hub, repositoryNamed(hub, given.owner, given.repo), given.issue_number)),
  })),

  operation("PATCH /repos/{owner}/{repo}/issues/{issue_number}", writes, ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const issue = issueNumbered(hub, repository, given.issue_number);
    const before = issue.state;
    const changes = edit(hub, issue, {
      ...(given.title === undefined ? {} : { title: String(given.title) }),
      ...(given.body === undefined ? {} : { body: given.body }),
    });
    if (given.labels)
      issue.labels = given.labels.map((label) => labelOf(hub, typeof label === "string" ? label : (label.name ?? "")));
    if (given.state !== undefined) setState(hub, issue, given.state);
    const action = issue.state === before ? "edited" : issue.state === "closed" ? "closed" : "reopened";
    const payload = { issue: issueView(hub, issue), ...(action === "edited" ? { changes } : {}) };
    if (issue.pull === null) emit(hub, { event: "issues", action, repository, sender: actor(caller), payload });
    return { status: 200, body: issueView(hub, issue) };
  }),

  operation("GET /repos/{owner}/{repo}/issues/{issue_number}/labels", reads, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const issue = issueNumbered(hub, repository, given.issue_number);
    return { status: 200, body: page(issue.labels).map((label) => labelView(hub, repository, label)) };
  }),

  operation("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", writes, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const issue = issueNumbered(hub, repository, given.issue_number);
    const asked = "labels" in given && Array.isArray(given.labels) ? given.labels : [];
    for (const name of asked.map((label) => (typeof label === "string" ? label : label.name))) {
      if (issue.labels.some((label) => label.name === name)) continue;
      const label = labelOf(hub, name);
      issue.labels.push(label);
      if (isPull(issue))
        await emitPull(hub, issue, "labeled", actor(caller), { label: labelView(hub, repository, label) });
    }
    return { status: 200, body: issue.labels.map((label) => labelView(hub, repository, label)) };
  }),

  operation(
    "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
    writes,
    async ({ hub, caller, given }) => {
      const repository = repositoryNamed(hub, given.owner, given.repo);
      const issue = issueNumbered(hub, repository, given.issue_number);
      const label = issue.labels.find(({ name }) => name === given.name);
      if (label === undefined) throw notFound();
      issue.labels = issue.labels.filter((one) => one !== label);
      if (isPull(issue))
        await emitPull(hub, issue, "unlabeled", actor(caller), { label: labelView(hub, repository, label) });
      return { status: 200, body: issue.labels.map((one) => labelView(hub, repository, one)) };
    },
  ),
];

/** What an issue and a pull request have in common when they are new. */
export function newIssue(
  hub: Hub,
  repository: Repository,
  author: Account,
  { title, body }: { readonly title: string; readonly body: string | null },
): Omit<Issue, "pull"> {
  repository.lastNumber += 1;
  const at = hub.now();
  return {
    id: hub.newId(),
    repositoryId: repository.id,
    number: repository.lastNumber,
    authorId: author.id,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    state: "open",
    title,
    body,
    labels: [],
  };
}

/** Changes title and body; answers what they were, as webhooks tell it. */
export function edit(hub: Hub, issue: Issue, to: { readonly title?: string; readonly body?: string | null }) {
  refuseLength(to.body);
  const changes = {
    ...(to.title !== undefined && to.title !== issue.title ? { title: { from: issue.title } } : {}),
    ...(to.body !== undefined && to.body !== issue.body ? { body: { from: issue.body ?? "" } } : {}),
  };
  issue.title = to.title ?? issue.title;
  if (to.body !== undefined) issue.body = to.body;
  issue.updatedAt = hub.now();
  return changes;
}

export function setState(hub: Hub, issue: Issue, state: "open" | "closed"): void {
  issue.state = state;
  issue.closedAt = state === "closed" ? hub.now() : null;
  issue.updatedAt = hub.now();
}

function labelOf(hub: Hub, name: string): Label {
  const known = [...hub.state.issues.values()].flatMap(({ labels }) => labels).find((label) => label.name === name);
  return known ?? { id: hub.newId(), name, color: "ededed" };
}
