/** What may be said of a text in which variables cannot be replaced; it names only what the author wrote. */
export class SubstitutionError extends Error {}

/** What replacing may still cost, in characters: references to references grow without end. */
export class Allowance {
  #left: number;

  constructor(characters: number) {
    this.#left = characters;
  }

  /** Throws when that is more than is left. */
  spend(characters: number): void {
    this.#left -= characters;
    if (this.#left < 0) throw new SubstitutionError("variables put in place make too much text");
  }
}
