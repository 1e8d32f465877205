import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Release, readRelease } from "./kubernetes-client.ts";

/*
 * Writes src/checks/kubernetes/definitions.json: the fields of every Kubernetes API object, which of
 * them are required, and in which versions of Kubernetes each kind and field exists. The source is
 * Kubernetes' own JavaScript client, whose classes are generated from the API server's OpenAPI
 * document; one release of it for each release of Kubernetes. There is none for 1.35.
 */

const releases: readonly { readonly client: string; readonly minor: number }[] = [
  { client: "1.0.0", minor: 32 },
  { client: "1.3.0", minor: 33 },
  { client: "1.4.0", minor: 34 },
  { client: "2.0.1", minor: 36 },
];

const target = "src/checks/kubernetes/definitions.json";

const folder = mkdtempSync(join(tmpdir(), "kubernetes-client-"));
try {
  const read = releases.map(({ client, minor }) => readRelease(minor, download(client)));
  writeFileSync(target, `${print(read)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function download(client: string): string {
  const into = join(folder, client);
  const pack = ["pack", "--silent", "--pack-destination", folder, `@kubernetes/client-node@${client}`];
  execFileSync("npm", pack, { stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("mkdir", ["-p", into]);
  execFileSync("tar", ["xzf", join(folder, `kubernetes-client-node-${client}.tgz`), "-C", into]);
  return join(into, "package", "dist", "gen");
}

/** One definition a line, so that a new release shows as a readable difference. */
function print(all: readonly Release[]): string {
  const kinds = union(all, ({ kinds: found }) => found).map(([name, kind]) => {
    const row = { ...kind, ...lifetime(all, (release) => release.kinds.has(name)) };
    return `${JSON.stringify(name)}:${JSON.stringify(row)}`;
  });
  const definitions = union(all, ({ definitions: found }) => found).map(
    ([name]) => `${JSON.stringify(name)}:${JSON.stringify(mergeDefinition(all, name))}`,
  );
  const minors = JSON.stringify(all.map(({ minor }) => minor));
  return `{"minors":${minors},\n"kinds":{\n${kinds.join(",\n")}\n},\n"definitions":{\n${definitions.join(",\n")}\n}}`;
}

/** Every name of any release, with its newest meaning. */
function union<T>(all: readonly Release[], of: (release: Release) => ReadonlyMap<string, T>): [string, T][] {
  return [...new Map(all.flatMap((release) => [...of(release)]))].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function mergeDefinition(all: readonly Release[], name: string): object {
  const having = all.filter(({ definitions }) => definitions.has(name));
  const properties: Record<string, string> = Object.assign(
    {},
    ...having.map(({ definitions }) => definitions.get(name)?.properties),
  );
  const since: Record<string, number> = {};
  const until: Record<string, number> = {};
  for (const property of Object.keys(properties)) {
    const life = lifetime(having, ({ definitions }) => property in (definitions.get(name)?.properties ?? {}));
    if (life.since !== undefined) since[property] = life.since;
    if (life.until !== undefined) until[property] = life.until;
  }
  return {
    required: having.at(-1)?.definitions.get(name)?.required ?? [],
    properties,
    ...(Object.keys(since).length > 0 ? { since } : {}),
    ...(Object.keys(until).length > 0 ? { until } : {}),
  };
}

/**
 * The first minor release that may have it, and the last. A release without a client stands with
 * whichever neighbour has it: what cannot be known is allowed.
 */
function lifetime(all: readonly Release[], has: (release: Release) => boolean): { since?: number; until?: number } {
  const first = all.findIndex(has);
  const last = all.findLastIndex(has);
  const before = all[first - 1]?.minor;
  const after = all[last + 1]?.minor;
  return {
    ...(before === undefined ? {} : { since: before + 1 }),
    ...(after === undefined ? {} : { until: after - 1 }),
  };
}
