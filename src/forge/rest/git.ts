import {
  commitFiles,
  deleteRef,
  isAncestor,
  listTree,
  readFileAt,
  refs,
  resolve,
  updateRef,
} from "../git/repository.ts";
import { type Hub, nodeId, notFound, Refusal } from "../hub.ts";
import { repositoryNamed } from "../lookup.ts";
import { afterPush, zero } from "../pulls.ts";
import type { Repository } from "../state.ts";
import { pageUrl, repositoryUrl } from "../views/repositories.ts";
import { actor } from "./authentication.ts";
import { commitNamed } from "./checks.ts";
import { allow, type Operation, operation } from "./operation.ts";

const reads = allow({ contents: "read" }, "read");
const writes = allow({ contents: "write" }, "write");

export const git: readonly Operation[] = [
  operation("GET /repos/{owner}/{repo}/git/ref/{ref}", reads, async ({ hub, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const sha = (await refs(repository.directory)).get(`refs/${given.ref}`);
    if (sha === undefined) throw notFound();
    return { status: 200, body: refView(hub, repository, `refs/${given.ref}`, sha) };
  }),

  operation("POST /repos/{owner}/{repo}/git/refs", writes, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const { ref, sha } = given;
    if (!/^refs\/[^/]+\/.+/.test(ref))
      throw new Refusal(422, "Reference name must start with 'refs' and have at least two slashes.");
    if ((await refs(repository.directory)).has(ref)) throw new Refusal(422, "Reference already exists");
    if ((await resolve(repository.directory, sha)) !== sha) throw new Refusal(422, "Object does not exist");
    await updateRef(repository.directory, ref, sha, zero);
    await afterPush(hub, repository, [{ ref, before: zero, after: sha }], actor(caller));
    return { status: 201, body: refView(hub, repository, ref, sha) };
  }),

  operation("PATCH /repos/{owner}/{repo}/git/refs/{ref}", writes, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const ref = `refs/${given.ref}`;
    const before = (await refs(repository.directory)).get(ref);
    if (before === undefined) throw new Refusal(422, "Reference does not exist");
    if ((await resolve(repository.directory, given.sha)) !== given.sha) throw new Refusal(422, "Object does not exist");
    const forward = await isAncestor(repository.directory, before, given.sha);
    if (!forward && given.force !== true) throw new Refusal(422, "Update is not a fast forward");
    await updateRef(repository.directory, ref, given.sha, before);
    await afterPush(hub, repository, [{ ref, before, after: given.sha }], actor(caller));
    return { status: 200, body: refView(hub, repository, ref, given.sha) };
  }),

  operation("DELETE /repos/{owner}/{repo}/git/refs/{ref}", writes, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const ref = `refs/${given.ref}`;
    const before = (await refs(repository.directory)).get(ref);
    if (before === undefined) throw new Refusal(422, "Reference does not exist");
    await deleteRef(repository.directory, ref);
    await afterPush(hub, repository, [{ ref, before, after: zero }], actor(caller));
    return { status: 204 };
  }),

  operation("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", reads, async ({ hub, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const url = repositoryUrl(hub, repository);
    const entries = await listTree(repository.directory, given.tree_sha, { recursive: given.recursive !== undefined });
    const tree = entries.map(({ size, ...entry }) => ({
      ...entry,
      ...(size === null ? {} : { size }),
      url: `${url}/git/blobs/${entry.sha}`,
    }));
    if (tree.length === 0) throw notFound();
    return {
      status: 200,
      body: { sha: given.tree_sha, url: `${url}/git/trees/${given.tree_sha}`, truncated: false, tree },
    };
  }),

  operation("GET /repos/{owner}/{repo}/contents/{path}", reads, async ({ hub, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const ref = given.ref ?? repository.defaultBranch;
    const sha = await commitNamed(repository, ref).catch(() => {
      throw new Refusal(404, `No commit found for the ref ${ref}`);
    });
    return { status: 200, body: await contents(hub, repository, { sha, path: given.path, ref }) };
  }),

  operation("PUT /repos/{owner}/{repo}/contents/{path}", writes, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const author = actor(caller);
    const branch = given.branch ?? repository.defaultBranch;
    const before = (await resolve(repository.directory, `refs/heads/${branch}`)) ?? zero;
    const [old] = before === zero ? [] : await listTree(repository.directory, before, { path: given.path });
    if (old !== undefined && given.sha === undefined)
      throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
    if (old?.sha !== given.sha) throw new Refusal(409, `${given.path} does not match ${given.sha}`);
    const files = new Map([[given.path, { content: Buffer.from(given.content, "base64") }]]);
    const identity = { name: author.name, email: author.email };
    const after = await commitFiles(repository.directory, branch, {
      files,
      message: given.message,
      author: identity,
      at: hub.now(),
    });
    await afterPush(hub, repository, [{ ref: `refs/heads/${branch}`, before, after }], author);
    const content = await contents(hub, repository, { sha: after, path: given.path, ref: branch });
    return { status: old === undefined ? 201 : 200, body: { content, commit: { sha: after, message: given.message } } };
  }),
];

function refView(hub: Hub, repository: Repository, ref: string, sha: string) {
  const url = repositoryUrl(hub, repository);
  return {
    ref,
    node_id: nodeId("REF", repository.id),
    url: `${url}/git/${ref}`,
    object: { type: "commit", sha, url: `${url}/git/commits/${sha}` },
  };
}

/** A file with its content in base64, or a directory's entries. */
async function contents(
  hub: Hub,
  repository: Repository,
  at: { readonly sha: string; readonly path: string; readonly ref: string },
) {
  const path = at.path.replace(/^\/+|\/+$/g, "");
  const [entry] = path === "" ? [] : await listTree(repository.directory, at.sha, { path });
  if (path !== "" && entry === undefined) throw notFound();
  if (entry === undefined || entry.type === "tree") {
    const entries = await listTree(repository.directory, path === "" ? at.sha : `${at.sha}:${path}`);
    return entries.map((one) =>
      contentFacts(hub, repository, at.ref, { ...one, path: path === "" ? one.path : `${path}/${one.path}` }),
    );
  }
  const content = (await readFileAt(repository.directory, at.sha, path)) ?? Buffer.alloc(0);
  const base64 = content.toString("base64").replace(/.{60}/g, "$&\n");
  return { ...contentFacts(hub, repository, at.ref, entry), encoding: "base64", content: `${base64}\n` };
}

type Entry = Awaited<ReturnType<typeof listTree>>[number];

function contentFacts(hub: Hub, repository: Repository, ref: string, entry: Entry) {
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const url = `${repositoryUrl(hub, repository)}/contents/${path}?ref=${ref}`;
  const page = `${pageUrl(hub, repository)}/blob/${ref}/${path}`;
  const blob = `${repositoryUrl(hub, repository)}/git/blobs/${entry.sha}`;
  return {
    type: entry.type === "tree" ? "dir" : "file",
    name: entry.path.split("/").at(-1) ?? entry.path,
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: page,
    git_url: blob,
    download_url: entry.type === "tree" ? null : `${pageUrl(hub, repository)}/raw/${ref}/${path}`,
    _links: { self: url, git: blob, html: page },
  };
}
