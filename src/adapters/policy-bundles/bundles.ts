import { join } from "node:path";
import type { OperatorPolicies } from "../../config/operator.ts";
import { parseGlob } from "../../domain/glob.ts";
import { messageOf } from "../../errors.ts";
import type { BundleReference, FetchedBundle, PolicyBundles, RequiredBundle } from "../../ports/policy-bundles.ts";
import { openArchives } from "../remote/archives.ts";
import { type Fetch, RefusedError } from "../remote/download.ts";
import { fromArchive } from "./from-archive.ts";
import { fromGit } from "./from-git.ts";
import { fromRegistry } from "./from-registry.ts";
import { allowedFor, httpAddress, requireHost, type Surroundings, tokenFor } from "./hosts.ts";
import { isWanted } from "./limits.ts";

type BundlesOptions = Surroundings & {
  readonly policies: OperatorPolicies;
  /** Where bundles are kept by what they are pinned to; undefined where nothing can be kept. */
  readonly cacheDirectory?: string | undefined;
  readonly fetch?: Fetch;
};

const keptBytes = 512 * 1024 * 1024;
const remembered = 16;

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Bundles of the hosts that the operator allows, each exactly what is pinned. Nothing is fetched twice: what a
 * digest or a commit names stays what it is.
 */
export function createPolicyBundles(options: BundlesOptions): PolicyBundles {
  const known = new Map<string, Promise<Files>>();
  const required = options.policies.required.map((one) => ({
    matches: one.repositories.map((glob) => parseGlob(glob.toLowerCase())),
    bundle: requiredBundle(one),
  }));

  function filesOf(reference: BundleReference): Promise<Files> {
    const key = JSON.stringify([reference.url, reference.pin, reference.directory ?? null]);
    const files = known.get(key) ?? fetchFiles(reference, options);
    known.delete(key);
    known.set(key, files);
    files.catch(() => known.delete(key));
    const [oldest] = known.keys();
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
    return files;
  }

  return {
    required: (repository) =>
      required
        .filter(({ matches }) => repository !== null && matches.some((is) => is(repository.toLowerCase())))
        .map(({ bundle }) => bundle),
    async fetch(reference, signal): Promise<FetchedBundle> {
      signal?.throwIfAborted();
      try {
        return { status: "fetched", files: await filesOf(reference) };
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof RefusedError) return { status: "refused", reason: `${reference.url}: ${error.message}` };
        throw new Error(`${reference.url} could not be fetched: ${messageOf(error)}`, { cause: error });
      }
    },
  };
}

function requiredBundle(one: OperatorPolicies["required"][number]): RequiredBundle {
  const { name, url, pin, directory, holds, environments } = one;
  return { name, reference: { url, pin, ...(directory !== undefined && { directory }) }, holds, environments };
}

async function fetchFiles(reference: BundleReference, options: BundlesOptions): Promise<Files> {
  const { url, pin, directory } = reference;
  const { policies, cacheDirectory, fetch = globalThis.fetch } = options;
  const host = requireHost(url, policies.hosts);
  const prefix = directory === undefined ? "" : `${directory.replace(/^\.\//, "").replace(/\/+$/, "")}/`;
  const below = (path: string): boolean => path.startsWith(prefix);
  const archives = openArchives(cacheDirectory && join(cacheDirectory, "archives"), keptBytes);
  const fetched = async (): Promise<Files> => {
    if (url.startsWith("git+")) {
      if (cacheDirectory === undefined) {
        throw new RefusedError("there is no folder for a clone of it: set HOME or XDG_CACHE_HOME.");
      }
      const token = tokenFor(host, options) ?? "";
      const { username } = host;
      const remote = {
        url: httpAddress(url, host),
        ...(username && { username }),
        token: async () => token,
        redirects: "refused" as const,
      };
      return fromGit({ remote, pin, mirrors: join(cacheDirectory, "mirrors"), env: options.env }, below);
    }
    const isRegistry = url.startsWith("oci://");
    const allowed = allowedFor(host, policies.hosts, options, isRegistry ? "registry" : "archive");
    if (isRegistry) return fromRegistry({ url, pin }, { allowed, fetch }, archives);
    return fromArchive({ url: httpAddress(url, host), pin }, { allowed, fetch }, archives);
  };
  const files = new Map<string, Uint8Array>();
  for (const [path, bytes] of await fetched()) {
    if (below(path) && isWanted(path.slice(prefix.length))) files.set(path.slice(prefix.length), bytes);
  }
  if (files.size === 0) throw new RefusedError(`there is no policy ${prefix === "" ? "in it" : `below ${prefix}`}.`);
  return files;
}
