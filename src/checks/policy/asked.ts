import type { Json } from "../../domain/json.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { Denial, OfOneInput } from "../../ports/policies.ts";

/** One input for the rules, and how what they say of it is told. */
export type Asked = {
  readonly input: Json;
  /** What stands beside the input for it alone. */
  readonly each: OfOneInput;
  /** As `resourceName` writes it, or null. */
  readonly resource: string | null;
  /** What pointers of the rules lead into, with nothing secret in it. */
  readonly object: Json;
  /** What a denial is about: the pointer that it gives, or what its message names. */
  pointerOf(denial: Denial): string;
  locate(denial: Denial): Promise<SourceLocation> | SourceLocation;
};
