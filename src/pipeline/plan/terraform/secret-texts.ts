/** Shorter ones stand everywhere; Terraform's own mark still hides them where it is set. */
const shortest = 4;

/** From here on a text that holds one of them is taken to be made from it. */
const tellingLength = 8;

/**
 * Texts that are secret, asked whether another text is one or holds one. A plan has thousands of either, so a
 * text is gone through once, whatever the number of secrets.
 */
export class SecretTexts {
  readonly #whole = new Set<string>();
  /** By how they begin. */
  readonly #parts = new Map<string, Set<string>>();

  add(secret: string): void {
    if (secret.length < shortest) return;
    this.#whole.add(secret);
    if (secret.length < tellingLength) return;
    // Inside a text that is JSON itself, quotes and line ends are escaped.
    for (const form of [secret, JSON.stringify(secret).slice(1, -1)]) {
      const start = form.slice(0, tellingLength);
      this.#parts.set(start, (this.#parts.get(start) ?? new Set()).add(form));
    }
  }

  isIn(text: string): boolean {
    if (this.#whole.has(text)) return true;
    if (this.#parts.size === 0) return false;
    for (let at = 0; at + tellingLength <= text.length; at += 1) {
      const forms = this.#parts.get(text.slice(at, at + tellingLength));
      if (forms !== undefined && [...forms].some((form) => text.startsWith(form, at))) return true;
    }
    return false;
  }
}
