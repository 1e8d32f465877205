/** A word of an expression. `at` is the index of its first character. */
export type Token = { readonly at: number } & (
  | { readonly kind: "name" | "quoted"; readonly text: string }
  | { readonly kind: "int" | "uint" | "double"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: Uint8Array }
  | { readonly kind: "sign"; readonly text: string }
  | { readonly kind: "end" }
);
