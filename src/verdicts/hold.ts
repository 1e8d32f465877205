/** Which worker holds a check, and what tells it to stop. */
export type Hold = { readonly worker: string; readonly signal: AbortSignal };
