/** Which repository this is, so that an engine's object that names it by its URL is known to mean this one. */
export type RepositoryIdentity = {
  /** As people clone it: `https://github.com/acme/shop`, or an SSH form of it. */
  readonly url: string;
  /** The branch that the change goes to; null where nobody knows. */
  readonly branch: string | null;
};

/**
 * Whether two URLs name one repository: scheme, user, port, `.git`, a slash at the end and the case of host
 * and path are no part of it, as Argo CD compares them (util/git/git.go, NormalizeGitURL).
 */
export function isSameRepository(one: string, other: string): boolean {
  return normalUrl(one) === normalUrl(other);
}

/** `owner/name` as the URL has it, in lower case; null for what is no repository of a host. */
export function repositoryNameOf(url: string): string | null {
  const [host = "", ...path] = normalUrl(url).split("/");
  return host !== "" && path.length > 1 ? path.join("/") : null;
}

function normalUrl(url: string): string {
  const trimmed = url.trim().toLowerCase();
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(?:\d+\/)?(.*)$/.exec(trimmed);
  const full = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/:]*)(?::\d+)?\/*(.*)$/.exec(trimmed);
  const [, host = "", path = trimmed] = full ?? scp ?? [];
  return `${host}/${path.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "")}`;
}
