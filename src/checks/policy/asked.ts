import type { Json } from "../../domain/json.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { Denial } from "../../ports.ts";

/** One input for the rules, and how what they say of it is told. */
export type Asked = {
  readonly input: Json;
  /** What happens to the thing at hand, and what it was before, where something does. */
  readonly action: Json;
  readonly old: Json;
  /** As `resourceName` writes it, or null. */
  readonly resource: string | null;
  locate(denial: Denial): Promise<SourceLocation> | SourceLocation;
};
