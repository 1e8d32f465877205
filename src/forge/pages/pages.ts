import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { manifestApp } from "../apps.ts";
import { diffFiles } from "../git/diff.ts";
import { log, readFileAt } from "../git/repository.ts";
import { type Hub, Refusal } from "../hub.ts";
import {
  atLeast,
  found,
  fullName,
  isPull,
  ownerOf,
  pullNumbered,
  pullsOf,
  repositoryNamed,
  roleOf,
} from "../lookup.ts";
import { createPeople } from "../people.ts";
import { commitNamed } from "../rest/checks.ts";
import type { RestServer } from "../rest/server.ts";
import type { CheckRun, PullRequest, Repository } from "../state.ts";
import { redeliver } from "../webhooks/deliver.ts";
import { deliveryList, deliveryPage } from "./deliveries.ts";
import { fileDiff } from "./diff.ts";
import { authorName, checkMark, type Fragment, layout, repositoryPath, when } from "./layout.ts";
import {
  checkRunBox,
  checksTab,
  commitList,
  conversation,
  filesChanged,
  pullHead,
  pullPath,
  runsAt,
  type Tab,
} from "./pull.ts";
import { style } from "./style.ts";

/** Pages for people, to judge what was posted as a reviewer would. */
export function createPages(hub: Hub, rest: RestServer): Hono {
  const app = new Hono();
  // Forms act without a login, so another site's page must not be able to post them.
  app.use(async (context, next) => {
    const site = context.req.header("sec-fetch-site") ?? "same-origin";
    if (context.req.method !== "GET" && site !== "same-origin" && site !== "none")
      return context.text("Refused: posted from another site.", 403);
    return next();
  });
  app.onError((error, context) => {
    const status = error instanceof Refusal && error.status === 404 ? 404 : error instanceof Refusal ? 422 : 500;
    return context.html(layout("Error", html`<h1 class="title">${status}</h1><p>${error.message}</p>`), status);
  });

  app.get("/assets/forge.css", (context) => context.body(style, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/avatars/:id", (context) =>
    context.body(face(hub, Number(context.req.param("id"))), 200, { "content-type": "image/svg+xml" }),
  );
  app.get("/", (context) => context.html(layout("Local GitHub", repositoryList(hub))));
  addDeliveries(app, hub);
  addManifestFlow(app, hub);
  addRepository(app, hub);
  addPull(app, hub, rest);
  addChecks(app, hub, rest);
  return app;
}

function addDeliveries(app: Hono, hub: Hub): void {
  app.get("/deliveries", (context) => context.html(layout("Webhook deliveries", deliveryList(hub))));
  app.get("/deliveries/:id", (context) => {
    const delivery = found(hub.state.deliveries, Number(context.req.param("id")));
    return context.html(layout(`Delivery ${delivery.guid}`, deliveryPage(delivery)));
  });
  app.post("/deliveries/:id", (context) => {
    redeliver(hub, found(hub.state.deliveries, Number(context.req.param("id"))));
    return context.redirect("/deliveries", 303);
  });
}

/** The page a setup program's form posts its manifest to; GitHub sends the browser back with a code. */
function addManifestFlow(app: Hono, hub: Hub): void {
  app.post("/settings/apps/new", async (context) => {
    const form = await context.req.parseBody();
    const { code, redirectUrl } = manifestApp(hub, String(form.manifest ?? ""));
    const target = new URL(redirectUrl);
    target.searchParams.set("code", code);
    const state = context.req.query("state");
    if (state !== undefined) target.searchParams.set("state", state);
    return context.redirect(target.href, 302);
  });
}

function addRepository(app: Hono, hub: Hub): void {
  app.get("/:owner/:repo", (context) => {
    const repository = repositoryOf(hub, context);
    const pulls = pullsOf(hub, repository).toReversed();
    return context.html(
      layout(fullName(hub, repository), pullList(hub, pulls), { repository: fullName(hub, repository) }),
    );
  });
  app.get("/:owner/:repo/pulls", (context) => context.redirect(repositoryPath(hub, repositoryOf(hub, context))));
  app.get("/:owner/:repo/commit/:sha", async (context) => {
    const repository = repositoryOf(hub, context);
    const sha = await commitNamed(repository, context.req.param("sha"));
    const [commit] = await log(repository.directory, [sha], 1);
    const [parent] = commit?.parents ?? [];
    const files = parent === undefined ? [] : await diffFiles(repository.directory, parent, sha);
    const body = html`<h1 class="title">${commit?.message.split("\n")[0]}</h1><p class="muted">${commit?.author.name} · <code>${sha}</code></p>${files.map((file) => fileDiff(hub, file, { annotations: [], threads: [] }))}`;
    return context.html(layout(sha.slice(0, 12), body, { repository: fullName(hub, repository) }));
  });
  app.get("/:owner/:repo/blob/:ref/:path{.+}", async (context) => {
    const repository = repositoryOf(hub, context);
    const path = context.req.param("path");
    const content = await readFileAt(
      repository.directory,
      await commitNamed(repository, context.req.param("ref")),
      path,
    );
    if (content === undefined) throw new Refusal(404, "Not Found");
    const lines = content.toString().replace(/\n$/, "").split("\n");
    const body = html`<section class="box"><header><strong>${path}</strong></header><table class="diff">${lines.map((line, index) => html`<tr id="L${index + 1}"><td class="n">${index + 1}</td><td>${line}</td></tr>`)}</table></section>`;
    return context.html(layout(path, body, { repository: fullName(hub, repository) }));
  });
}

function addPull(app: Hono, hub: Hub, rest: RestServer): void {
  const show = async (context: Context, tab: Tab, body: (issue: PullRequest) => Fragment | Promise<Fragment>) => {
    const issue = pullOf(hub, context);
    const repository = fullName(hub, found(hub.state.repositories, issue.repositoryId));
    const page = html`${await pullHead(hub, issue, tab)}${await body(issue)}`;
    return context.html(layout(`${issue.title} · #${issue.number}`, page, { repository, wide: tab === "files" }));
  };
  const path = "/:owner/:repo/pull/:number";
  app.get(path, (context) => show(context, "conversation", (issue) => conversation(hub, issue)));
  app.get(`${path}/commits`, (context) => show(context, "commits", (issue) => commitList(hub, issue)));
  app.get(`${path}/files`, (context) => show(context, "files", (issue) => filesChanged(hub, issue)));
  app.get(`${path}/checks`, (context) =>
    show(context, "checks", (issue) => checksTab(hub, issue, Number(context.req.query("check_run_id")))),
  );
  app.post(`${path}/comment`, async (context) => {
    const issue = pullOf(hub, context);
    const form = await context.req.parseBody();
    const repository = fullName(hub, found(hub.state.repositories, issue.repositoryId));
    await createPeople(hub, rest, String(form.login)).comment(repository, issue.number, String(form.body));
    return context.redirect(pullPath(hub, issue), 303);
  });
  app.post(`${path}/merge`, async (context) => {
    const issue = pullOf(hub, context);
    const form = await context.req.parseBody();
    const repository = fullName(hub, found(hub.state.repositories, issue.repositoryId));
    await createPeople(hub, rest, String(form.login)).merge(repository, issue.number);
    return context.redirect(pullPath(hub, issue), 303);
  });
}

function addChecks(app: Hono, hub: Hub, rest: RestServer): void {
  const path = "/:owner/:repo/runs/:id";
  app.get(path, (context) => {
    const run = runOf(hub, context);
    const issue = pullAt(hub, run);
    if (issue) return context.redirect(`${pullPath(hub, issue)}/checks?check_run_id=${run.id}`);
    const repository = fullName(hub, found(hub.state.repositories, run.repositoryId));
    return context.html(layout(run.name, checkRunBox(hub, run), { repository }));
  });
  app.post(`${path}/rerequest`, async (context) => {
    const run = runOf(hub, context);
    const repository = repositoryOf(hub, context);
    await createPeople(hub, rest, writer(hub, repository)).rerequest(fullName(hub, repository), run.id);
    return context.redirect(`${repositoryPath(hub, repository)}/runs/${run.id}`, 303);
  });
  app.post(`${path}/action`, async (context) => {
    const run = runOf(hub, context);
    const repository = repositoryOf(hub, context);
    const form = await context.req.parseBody();
    createPeople(hub, rest, writer(hub, repository)).requestAction(
      fullName(hub, repository),
      run.id,
      String(form.identifier),
    );
    return context.redirect(`${repositoryPath(hub, repository)}/runs/${run.id}`, 303);
  });
}

function repositoryList(hub: Hub): Fragment {
  const rows = [...hub.state.repositories.values()].map((repository) => {
    const open = pullsOf(hub, repository).filter(({ state }) => state === "open").length;
    return html`<div class="row"><a href="${repositoryPath(hub, repository)}"><strong>${fullName(hub, repository)}</strong></a> <span class="muted">${repository.description} · ${open} open</span></div>`;
  });
  return html`<h1 class="title">Repositories</h1><section class="box">${rows.length === 0 ? html`<div class="inside muted">None yet.</div>` : rows}</section>`;
}

function pullList(hub: Hub, pulls: readonly PullRequest[]): Fragment {
  const rows = pulls.map((issue) => {
    const runs = runsAt(hub, issue);
    const state = issue.pull.mergedAt !== null ? "merged" : issue.state;
    return html`<div class="row"><span class="state ${state}">${state}</span> <a href="${pullPath(hub, issue)}"><strong>${issue.title}</strong></a> ${runs.map(checkMark)}<div class="muted">#${issue.number} opened ${when(issue.createdAt)} by ${authorName(hub, issue.authorId)}</div></div>`;
  });
  return html`<h1 class="title">Pull requests</h1><section class="box">${rows.length === 0 ? html`<div class="inside muted">None yet.</div>` : rows}</section>`;
}

/** Whoever may press buttons here: its first writer, or the owner. */
function writer(hub: Hub, repository: Repository): string {
  const people = [...hub.state.accounts.values()].filter(({ type }) => type === "User");
  const may = people.find(
    (account) => repository.collaborators.has(account.id) && atLeast(roleOf(account, repository), "write"),
  );
  return (may ?? ownerOf(hub, repository)).login;
}

function pullAt(hub: Hub, run: CheckRun): PullRequest | undefined {
  return [...hub.state.issues.values()]
    .filter(isPull)
    .findLast(({ pull, repositoryId }) => repositoryId === run.repositoryId && pull.headSha === run.sha);
}

function runOf(hub: Hub, context: Context): CheckRun {
  return found(hub.state.checkRuns, Number(context.req.param("id")));
}

function repositoryOf(hub: Hub, context: Context): Repository {
  return repositoryNamed(hub, context.req.param("owner") ?? "", context.req.param("repo") ?? "");
}

function pullOf(hub: Hub, context: Context): PullRequest {
  return pullNumbered(hub, repositoryOf(hub, context), Number(context.req.param("number")));
}

function face(hub: Hub, id: number): string {
  const { login, type } = found(hub.state.accounts, id);
  const hue = (id * 47) % 360;
  const shape = type === "Bot" ? 8 : 20;
  const letter = login
    .slice(0, 1)
    .toUpperCase()
    .replace(/[^A-Z0-9]/, "?");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="${shape}" fill="hsl(${hue} 45% 50%)"/><text x="20" y="27" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">${letter}</text></svg>`;
}
