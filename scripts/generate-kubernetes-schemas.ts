import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

type Definition = { readonly required: readonly string[]; readonly properties: Record<string, string> };
type Kind = { readonly definition: string; readonly namespaced: boolean };
type Release = {
  readonly minor: number;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly kinds: ReadonlyMap<string, Kind>;
};

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

function readRelease(minor: number, generated: string): Release {
  const models = join(generated, "models");
  const definitions = new Map<string, Definition>();
  for (const file of readdirSync(models).toSorted()) {
    const [, name] = /^([A-Z]\w*)\.js$/.exec(file) ?? [];
    const text = readFileSync(join(models, file), "utf8");
    const [, table] = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(text) ?? [];
    if (name === undefined || table === undefined) continue;
    definitions.set(name, readDefinition(JSON.parse(table), readFileSync(join(models, `${name}.d.ts`), "utf8")));
  }
  return { minor, definitions, kinds: readKinds(join(generated, "apis")) };
}

type Attribute = { readonly name: string; readonly baseName: string; readonly type: string; readonly format: string };

function readDefinition(attributes: readonly Attribute[], declaration: string): Definition {
  const properties: Record<string, string> = {};
  const required: string[] = [];
  for (const { name, baseName, type, format } of attributes) {
    properties[baseName] = shortType(type, format);
    if (new RegExp(`^    '${name}': `, "m").test(declaration)) required.push(baseName);
  }
  return { required, properties };
}

/** `Array<T>` → `T[]`, a map of T → `T{}`, and JSON Schema's own words for the simple types. */
function shortType(type: string, format: string): string {
  const [, item] = /^Array<(.*)>$/.exec(type) ?? [];
  if (item !== undefined) return `${shortType(item, format)}[]`;
  const [, value] = /^\{ \[key: string\]: (.*); \}$/.exec(type) ?? [];
  if (value !== undefined) return `${shortType(value, format)}{}`;
  if (type === "IntOrString") return "int-or-string";
  if (type === "Date" || type === "V1MicroTime") return "date-time";
  if (type === "number") return format === "" || format === "double" ? "number" : format;
  if (type === "string") return format === "" ? "string" : format;
  return type;
}

/** Whatever can be created by a request to a collection: its group, version, kind and scope. */
function readKinds(apis: string): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const file of readdirSync(apis).toSorted()) {
    if (!file.endsWith("Api.js")) continue;
    const text = readFileSync(join(apis, file), "utf8");
    for (const [, body = ""] of text.matchAll(/\n {4}async create\w+\(([\s\S]*?)(?=\n {4}async )/g)) {
      const [, path = ""] = /localVarPath = '([^']*)'/.exec(body) ?? [];
      const [, definition] = /serialize\(body, "(\w+)"/.exec(body) ?? [];
      const [, group = "", rest = ""] = /^\/apis?\/((?:[^/]+\/)?v\d\w*)\/(.*)$/.exec(path) ?? [];
      const plain = rest.replace("namespaces/{namespace}/", "");
      if (definition === undefined || plain === "" || plain.includes("/")) continue;
      const [, kind = definition] = /^(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?(\w+)$/.exec(definition) ?? [];
      kinds.set(`${group}/${kind}`, { definition, namespaced: rest !== plain });
    }
  }
  return kinds;
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
