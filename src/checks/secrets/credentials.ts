import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import { lineStarts, placeOf } from "../../sources/lines.ts";
import { judgeLiteral } from "./literal.ts";

// It would keep several entries for every rule of every search, for as long as the process lives.
secretLintProfiler.setEnabled(false);

export type Text = { readonly path: string; readonly text: string };
type Credential = {
  readonly path: string;
  readonly line: number;
  readonly lastLine: number;
  readonly what: string;
  readonly value: string;
};

/** A comment in the file could switch the search off, and the file is the author's. */
const used = rules
  .filter(({ meta }) => !meta.id.endsWith("filter-comments"))
  .map((rule) => ({ id: rule.meta.id, rule, options: {} }));

/** Files are searched together, because starting a search costs more than the search. */
const batchLength = 512 * 1024;

/**
 * Every credential that can be recognised by its form. The library is never given a path of the
 * repository: some of its rules would open it.
 */
export async function findCredentials(texts: readonly Text[]): Promise<Credential[]> {
  const alone = texts.filter(({ path }) => nameThatMatters(path) !== undefined);
  const together = texts.filter(({ path }) => nameThatMatters(path) === undefined);
  const found: Credential[] = [];
  for (const text of alone) found.push(...(await search([text], nameThatMatters(text.path) ?? "")));
  for (const batch of batchesOf(together)) found.push(...(await search(batch, "text.yaml")));
  return found;
}

/** Formats that a rule recognises by the file's name. */
function nameThatMatters(path: string): string | undefined {
  if (path.endsWith(".npmrc")) return ".npmrc";
  if (/(?:^|\/)package(?:-lock)?\.json$/.test(path)) return "package.json";
  return path.endsWith(".json") ? "text.json" : undefined;
}

function batchesOf(texts: readonly Text[]): Text[][] {
  const batches: Text[][] = [];
  let length = batchLength;
  for (const text of texts) {
    if (length >= batchLength) {
      batches.push([]);
      length = 0;
    }
    batches.at(-1)?.push(text);
    length += text.text.length;
  }
  return batches;
}

async function search(texts: readonly Text[], filePath: string): Promise<Credential[]> {
  const content = texts.map(({ text }) => text).join("\n\n");
  const { messages } = await lintSource({
    source: { content, filePath, contentType: "text" },
    options: { maskSecrets: true, noPhysicFilePath: true, config: { rules: used } },
  });
  if (messages.length === 0) return [];
  const owner = ownersOf(texts);
  return messages.flatMap(({ range: [first, last], ruleId }) => {
    if (isPlaceholder(content.slice(first, last))) return [];
    const { text, start } = owner(first);
    const starts = lineStarts(text.text);
    const line = placeOf(starts, first - start).line;
    const lastLine = placeOf(starts, Math.min(Math.max(last - 1, first) - start, text.text.length)).line;
    return [{ path: text.path, line, lastLine, what: nameOf(ruleId), value: content.slice(first, last) }];
  });
}

function ownersOf(texts: readonly Text[]): (offset: number) => { readonly text: Text; readonly start: number } {
  let start = 0;
  const owners = texts.map((text) => {
    const owner = { text, start };
    start += text.text.length + 2;
    return owner;
  });
  return (offset) => owners.findLast((owner) => owner.start <= offset) ?? { text: { path: "", text: "" }, start: 0 };
}

/** A connection string or URL in which the password is filled in later holds no password. */
function isPlaceholder(text: string): boolean {
  const [, password] = /:\/\/[^:/@\s]*:([^@\s]*)@/.exec(text) ?? [];
  if (password !== undefined)
    return judgeLiteral(password) !== "plain" || /^(?:pass(?:word)?|secret|pwd)$/i.test(password);
  return judgeLiteral(text) !== "plain";
}

const names: { readonly [rule: string]: string } = {
  "1password": "a 1Password service account token",
  aws: "an AWS access key",
  basicauth: "a user name and password in a URL",
  "database-connection-string": "a database password in a connection string",
  gcp: "a Google Cloud service account key",
  "hashicorp-vault": "a Vault token",
  npm: "an npm token",
  privatekey: "a private key",
};

function nameOf(ruleId: string): string {
  const rule = ruleId.replace(/^.*secretlint-rule-/, "");
  const known = names[rule];
  if (known !== undefined) return known;
  return `a token or key of ${rule[0]?.toUpperCase() ?? ""}${rule.slice(1)}`;
}
