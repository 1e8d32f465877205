import { access, open } from "node:fs/promises";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { messageOf } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FoundSchema, SchemaLocations } from "../../ports/schemas.ts";
import { openArchives } from "../remote/archives.ts";
import { type Fetch, get, RefusedError, readBody, type Source } from "../remote/download.ts";
import { addressOf, rootOf } from "./location.ts";

/** Nothing is listed, so nothing is asked. */
export const noSchemaLocations: SchemaLocations = { find: () => Promise.resolve({ status: "none" }) };

type LocationsOptions = {
  /** As kubeconform takes them; `default` stands for what comes with Fairlead. */
  readonly locations: readonly string[];
  /** Where answers of hosts are kept; without one each address is asked once per process and hour. */
  readonly cacheDirectory?: string | undefined;
  readonly clock: Clock;
  readonly fetch?: Fetch;
};

const maxBytes = 8 * 1024 * 1024;
const keptBytes = 256 * 1024 * 1024;
const day = 24 * 60 * 60 * 1000;
/** A schema may move in its place, and what is not there may come. */
const fresh = { found: day, none: day / 24 } as const;

/** Places of schemas that the operator lists: folders, and hosts over TLS, which are exactly those that are listed. */
export function createSchemaLocations(options: LocationsOptions): SchemaLocations {
  const { locations, fetch = globalThis.fetch } = options;
  const at = locations.indexOf("default");
  const first = at < 0 ? locations : locations.slice(0, at);
  const all = locations.filter((location) => location !== "default");
  const hosts = all.filter(isRemote).map((location) => ({ host: new URL(rootOf(location)).host, plain: false }));
  const source: Source = {
    allowed: { hosts, credentials: new Map(), listedIn: "schemas.locations of the operator's configuration" },
    fetch,
  };
  const remote = createRemote({ source, ...options });
  return {
    async find(wanted, signal) {
      for (const location of wanted.known ? first : all) {
        const address = addressOf(location, wanted);
        if (address === undefined) return { status: "none" };
        const found = await (isRemote(location) ? remote(address) : fromFolder(location, address));
        signal?.throwIfAborted();
        if (found.status !== "none") return found;
      }
      return { status: "none" };
    },
  };
}

function isRemote(location: string): boolean {
  return location.startsWith("https://");
}

async function fromFolder(location: string, path: string): Promise<FoundSchema> {
  try {
    const file = await open(path);
    try {
      if ((await file.stat()).size > maxBytes) return unreachable(`${path} is over ${maxBytes / 1024 / 1024} MiB.`);
      return parsed(await file.readFile(), path);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isMissing(error)) return unreachable(`${path} cannot be read: ${messageOf(error)}.`);
    const root = rootOf(location);
    const there = await access(root).then(
      () => true,
      () => false,
    );
    return there ? { status: "none" } : unreachable(`The folder ${root} of schemas is not there.`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

type Answer = { readonly at: number; readonly text: string | null };

/** Asks a host, or remembers what it said. What was had once is used while the host is away. */
function createRemote({
  source,
  cacheDirectory,
  clock,
}: Pick<LocationsOptions, "cacheDirectory" | "clock"> & { readonly source: Source }): (
  address: string,
) => Promise<FoundSchema> {
  const archives = openArchives(cacheDirectory, keptBytes);
  const running = new Map<string, Promise<FoundSchema>>();
  const answers = new Map<string, Answer>();

  async function kept(address: string): Promise<Answer | undefined> {
    const known = answers.get(address);
    if (known !== undefined) return known;
    const bytes = await archives.read(address);
    return bytes === undefined ? undefined : answerIn(bytes);
  }

  async function ask(address: string): Promise<FoundSchema> {
    const before = await kept(address);
    if (before !== undefined && isFresh(before, clock.now())) return told(before, address);
    try {
      const answer = { at: clock.now(), text: await fetchText(address, source) };
      if (answers.size >= 1_000) answers.clear();
      answers.set(address, answer);
      await archives.write(address, Buffer.from(JSON.stringify(answer)));
      return told(answer, address);
    } catch (error) {
      if (typeof before?.text === "string") return told(before, address);
      return unreachable(`${address} cannot be had: ${messageOf(error).replace(/\.$/, "")}.`);
    }
  }

  return (address) => {
    const shared = running.get(address) ?? ask(address).finally(() => running.delete(address));
    running.set(address, shared);
    return shared;
  };
}

function isFresh({ at, text }: Answer, now: number): boolean {
  return now - at < (text === null ? fresh.none : fresh.found);
}

/** What nobody else wrote: the file is sealed. */
function answerIn(bytes: Uint8Array): Answer | undefined {
  const value: unknown = JSON.parse(Buffer.from(bytes).toString());
  if (typeof value !== "object" || value === null || !("at" in value) || !("text" in value)) return undefined;
  const { at, text } = value;
  return typeof at === "number" && (typeof text === "string" || text === null) ? { at, text } : undefined;
}

/** The file, or null where the host says that there is none. */
async function fetchText(address: string, source: Source): Promise<string | null> {
  const response = await get({ url: address, maxBytes }, source);
  if (response.status === 404) {
    await response.body?.cancel();
    return null;
  }
  if (response.status === 401 || response.status === 403) throw new RefusedError(`HTTP ${response.status}`);
  return Buffer.from(await readBody(response, { url: address, maxBytes })).toString();
}

function told({ text }: Answer, address: string): FoundSchema {
  return text === null ? { status: "none" } : parsed(Buffer.from(text), address);
}

function parsed(bytes: Uint8Array, from: string): FoundSchema {
  try {
    const value: Json = JSON.parse(Buffer.from(bytes).toString());
    if (isJsonObject(value)) return { status: "found", schema: schemaIn(value), from };
  } catch {
    // Told below.
  }
  return unreachable(`${from} is no JSON Schema.`);
}

/** Its own word on which JSON Schema it is often leads nowhere. */
function schemaIn({ $schema: _, ...schema }: JsonObject): JsonObject {
  return schema;
}

function unreachable(reason: string): FoundSchema {
  return { status: "unreachable", reason };
}
