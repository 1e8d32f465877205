import type { CheckScope } from "../check.ts";
import { addedIn, filesOf } from "./added.ts";
import { findCredentials, type Text } from "./credentials.ts";
import { randomLooking } from "./entropy.ts";
import { rotation, type Told } from "./told.ts";

/** Above this a file is no source that people write. */
const textLimit = 1024 * 1024;

/** Files that programs write: what looks random in them are digests. */
const written =
  /(?:^|\/)(?:[\w.-]*lock(?:\.(?:json|ya?ml|hcl))?|go\.sum|[\w.-]+\.(?:svg|map|min\.js|sum|pem|crt|asc))$/;

/** Ciphertexts under the names of what they are of. */
const sealed = /^\s*kind:\s*["']?SealedSecret\b/m;

/** Credentials that are known by their form, and what looks random under a name that says secret, in added lines. */
export async function findInText(scope: CheckScope, told: Told, random: boolean): Promise<void> {
  const texts: Text[] = [];
  for (const [path, bytes] of await scope.head.read(filesOf(scope.head, scope.files))) {
    if (bytes.length <= textLimit && !bytes.includes(0))
      texts.push({ path, text: Buffer.from(bytes).toString("utf8") });
  }
  scope.signal.throwIfAborted();
  await tellCredentials(texts, scope, told);
  if (random) await tellRandom(texts, scope, told);
}

async function tellCredentials(texts: readonly Text[], scope: CheckScope, told: Told): Promise<void> {
  const credentials = await findCredentials(texts);
  const added = await addedIn(scope, [...new Set(credentials.map(({ path }) => path))]);
  for (const { path, line, lastLine, what, value } of credentials) {
    const first = firstLine(line, lastLine, (asked) => added(path, asked));
    if (first === undefined || told.hasLine(path, first)) continue;
    told.add({ path, line: first }, "credential", `This line holds ${what} in plain text.`, value);
  }
}

async function tellRandom(texts: readonly Text[], scope: CheckScope, told: Told): Promise<void> {
  const found = texts.flatMap(({ path, text }) =>
    written.test(path) || sealed.test(text) ? [] : randomLooking(text).map((one) => ({ path, ...one })),
  );
  const added = await addedIn(scope, [...new Set(found.map(({ path }) => path))]);
  for (const { path, line, name, value } of found) {
    if (!added(path, line) || told.hasLine(path, line)) continue;
    const message = `The value of ${name} looks like a secret: it is random, and the name says that it is one.`;
    told.add(
      {
        path,
        line,
        remediation: `If it is one: ${rotation.slice(0, 1).toLowerCase()}${rotation.slice(1)} If not, allow it in checks.secrets.allow.`,
      },
      "random-looking",
      message,
      value,
    );
  }
}

function firstLine(first: number, last: number, is: (line: number) => boolean): number | undefined {
  for (let line = first; line <= last; line += 1) if (is(line)) return line;
  return undefined;
}
