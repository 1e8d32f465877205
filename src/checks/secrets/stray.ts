/** A secret, or the place of one, in a document that is no Secret of Kubernetes. The value never leaves this folder. */
export type Stray = {
  readonly rule: string;
  /** A whole sentence, without the value. */
  readonly message: string;
  /** JSON pointer into the document. */
  readonly pointer: string;
  /** What makes it the same wherever it is seen. */
  readonly key: string;
  readonly value: string;
  /** Told by the name alone, or by the look of it. */
  readonly guessed: boolean;
  readonly remediation?: string;
};

/** `Kind name` of a document, for a sentence. */
export function documentName({ kind, metadata }: { readonly kind?: unknown; readonly metadata?: unknown }): string {
  const named = typeof metadata === "object" && metadata !== null && "name" in metadata ? metadata.name : undefined;
  return [kind, named].filter((part) => typeof part === "string").join(" ");
}
