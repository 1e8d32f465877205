import { parseFieldPath } from "../domain/field-path.ts";
import { shortestFingerprint } from "../domain/waiver.ts";
import { parseDuration } from "./duration.ts";
import { isTimeZone, parseWindow } from "./window.ts";

/** A form that a text must have, and the words for it: "\"30\" is not a duration such as 30m". */
type Format = { readonly is: (text: string) => boolean; readonly words: string };

/**
 * Every `format` of the schema. The prefix keeps them apart from JSON Schema's own: its `duration`
 * is ISO 8601's, and an editor would hold people to it.
 */
export const formats = {
  "fairlead-name": {
    is: (text) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(text),
    words: "a name of at most 63 letters, digits, dots, dashes and underscores that starts with a letter or digit",
  },
  "fairlead-duration": {
    is: (text) => parseDuration(text) !== undefined,
    words: "a duration such as 30m, 1h30m or 2d",
  },
  "fairlead-window": {
    is: (text) => parseWindow(text) !== undefined,
    words: 'a time window such as "Mon-Thu 08:00-16:00"',
  },
  "fairlead-timezone": { is: isTimeZone, words: "a time zone such as Europe/Amsterdam or UTC" },
  "fairlead-principal": {
    is: isPrincipal,
    words: "a reference such as user:octocat, team:acme/platform or role:maintain",
  },
  "fairlead-field": {
    is: (text) => parseFieldPath(text) !== undefined,
    words: "a field's path such as metadata.labels[helm.sh/chart]",
  },
  "fairlead-glob": { is: isGlob, words: 'a glob below the repository\'s root such as "**/testdata/**"' },
  "fairlead-kubernetes-version": {
    is: (text) => /^\d+\.\d+$/.test(text),
    words: 'a Kubernetes version such as "1.34"',
  },
  "fairlead-repository": { is: (text) => /^[^/\s]+\/[^/\s]+$/.test(text), words: "a repository such as acme/infra" },
  "fairlead-variable": {
    is: (text) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text),
    words: "the name of an environment variable such as HCP_TOKEN",
  },
  "fairlead-workspace": {
    is: (text) => /^(?:ws-[A-Za-z0-9]+|[^/\s]+\/[^/\s]+)$/.test(text),
    words: "a workspace such as acme/network-prod, or its id",
  },
  "fairlead-source": { is: isBelowRoot, words: "a directory or file below the repository's root such as policies/" },
  "fairlead-bundle": {
    is: isBundle,
    words:
      "an address such as https://host/policies.tar.gz, oci://registry/repository or git+https://host/owner/repository",
  },
  "fairlead-fingerprint": {
    is: (text) => /^[0-9a-f]+$/.test(text) && text.length >= shortestFingerprint && text.length <= 64,
    words: `a fingerprint of ${shortestFingerprint} to 64 hexadecimal digits, as fairlead check --format waivers prints it`,
  },
  "fairlead-digest": {
    is: (text) => /^sha256:[0-9a-f]{64}$/.test(text),
    words: "a digest, sha256: and 64 hexadecimal digits: what is not pinned may be something else tomorrow",
  },
  "fairlead-commit": {
    is: (text) => /^[0-9a-f]{40}$/.test(text),
    words: "a commit of 40 hexadecimal digits: a branch or a tag may be something else tomorrow",
  },
  "fairlead-host": { is: (text) => /^[a-z0-9.-]+(?::\d+)?$/.test(text), words: "a host such as app.terraform.io" },
  "fairlead-schema-location": {
    is: isSchemaLocation,
    words:
      'default, or an address with https or a folder by its whole path, such as "/schemas/{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json"',
  },
  "fairlead-path": { is: isPath, words: "a path below the repository's root such as apps/web/overlays/{environment}" },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

/** The words for a format, or undefined for one that is not ours. */
export function formatWords(name: string): string | undefined {
  return isFormatName(name) ? formats[name].words : undefined;
}

function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}

/** Logins and organisations as GitHub allows them; roles as GitHub names them. */
function isPrincipal(text: string): boolean {
  return /^(?:user:[a-z\d](?:[a-z\d-]{0,38})(?:\[bot\])?|team:[a-z\d][a-z\d-]{0,38}\/[\w.-]{1,100}|role:(?:read|triage|write|maintain|admin))$/i.test(
    text,
  );
}

/** Without user, query or fragment, where secrets would stand; of a registry without tag and digest: the pin says them. */
function isBundle(text: string): boolean {
  if (/^(?:https|git\+https):\/\/[a-z0-9.-]+(?::\d+)?\/[^\s?#@\\]+$/.test(text)) return true;
  return /^oci:\/\/[a-z0-9.-]+(?::\d+)?\/[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(text);
}

/** The variables are kubeconform's; a host that depends on one could be anybody's. */
function isSchemaLocation(text: string): boolean {
  if (text === "default") return true;
  const plain = text.replaceAll(
    /\{\{-?\s*\.(?:NormalizedKubernetesVersion|StrictSuffix|ResourceKind|ResourceAPIVersion|Group|KindSuffix)\s*-?\}\}/g,
    "",
  );
  if (/[{}\s]/.test(plain) || plain.split("/").includes("..")) return false;
  return text.startsWith("/") || (/^https:\/\/[a-z0-9.-]+(?::\d+)?\//.test(text) && URL.canParse(plain));
}

function isPath(text: string): boolean {
  return isBelowRoot(text) && !/[*?[\]]/.test(text) && !/[{}]/.test(text.replaceAll("{environment}", ""));
}

function isGlob(text: string): boolean {
  return isBelowRoot(text) && isBalanced(text, "[", "]") && isBalanced(text, "{", "}");
}

function isBelowRoot(text: string): boolean {
  if (text.trim() === "" || text !== text.trim() || text.startsWith("/") || text.startsWith("!")) return false;
  return !text.includes("\\") && !text.includes("\0") && !text.split("/").includes("..");
}

function isBalanced(text: string, open: string, close: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === open) depth += 1;
    if (character === close) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
