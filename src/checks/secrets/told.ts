import type { Finding, Severity } from "../../domain/finding.ts";
import { parseGlob } from "../../domain/glob.ts";
import { atMost } from "../level.ts";
import { entryKey, type SecretEntry } from "./secret-entries.ts";
import { substanceOf } from "./substance.ts";

/** Findings that need not be told, by whoever configures: in these files, by these rules. */
type Allowed = { readonly paths?: readonly string[]; readonly rules?: readonly string[] };

type Place = Pick<Finding, "path" | "line"> & Partial<Finding>;

export const rotation = "Whoever has read the repository has it: replace it with a new one at its issuer.";
const remediation = `${rotation} Keep the new one outside the repository, or encrypted: SOPS, SealedSecret, ExternalSecret.`;

/** Rules that tell by a name or by the look of a value, and may be wrong. */
const guesses: ReadonlySet<string> = new Set([
  "placeholder",
  "plaintext-env",
  "plaintext-config",
  "random-looking",
  "sealed-elsewhere",
]);

/** What was found, so that no secret is told twice because it can be seen from two sides. */
export class Told {
  readonly #findings: { readonly finding: Finding; readonly value: string }[] = [];
  readonly #severity: Severity;
  readonly #isAllowed: (path: string, rule: string) => boolean;
  readonly #entries = new Set<string>();
  readonly #lines = new Set<string>();

  constructor(severity: Severity, allowed: readonly Allowed[]) {
    this.#severity = severity;
    const tests = allowed.map(({ paths, rules }) => ({ paths: paths?.map(parseGlob), rules }));
    this.#isAllowed = (path, rule) =>
      tests.some(
        ({ paths, rules }) =>
          (paths === undefined || paths.some((matches) => matches(path))) &&
          (rules === undefined || rules.includes(rule)),
      );
  }

  /** The secret is known, whether or not this change is to blame for it. */
  know(entry: Pick<SecretEntry, "key" | "value">): void {
    this.#entries.add(entryKey(entry));
  }

  knows(entry: Pick<SecretEntry, "key" | "value">): boolean {
    return this.#entries.has(entryKey(entry));
  }

  hasLine(path: string, line: number): boolean {
    return this.#lines.has(`${path}:${line}`);
  }

  /** `value` is told to nobody; it makes the finding another one when it changes. */
  add(at: Place, rule: string, message: string, value: string): void {
    if (this.#isAllowed(at.path, rule)) return;
    this.#lines.add(`${at.path}:${at.line}`);
    const finding: Finding = {
      application: null,
      environment: null,
      resource: null,
      ...at,
      check: "secrets",
      rule,
      severity: guesses.has(rule) ? atMost("warning", this.#severity) : this.#severity,
      message,
      remediation:
        at.remediation ??
        (rule === "placeholder"
          ? "Take the value from a secret store, or encrypt it before it is committed."
          : remediation),
    };
    this.#findings.push({ finding, value });
  }

  findings(): Promise<readonly Finding[]> {
    return Promise.all(
      this.#findings.map(async ({ finding, value }) => {
        if (value === "") return finding;
        return {
          ...finding,
          substance: await substanceOf(value, `${finding.rule} ${finding.resource ?? finding.path}`),
        };
      }),
    );
  }
}
