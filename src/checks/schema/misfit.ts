import type { Json, JsonObject } from "../../domain/json.ts";

/** One way in which a value is not what its schema asks for. */
export type Misfit = {
  /** The keyword of the schema that is not met; `duplicate` for items that must differ. */
  readonly keyword: string;
  /** Where, from the value's root. */
  readonly path: readonly (string | number)[];
  /** What stands there. */
  readonly value: Json;
  /** What is asked for there. */
  readonly schema: JsonObject;
  /** The field that is missing or unknown, or the names that tell items apart. */
  readonly names?: readonly string[];
  /** Set where a rule beyond the schema found it: its name, and what follows the field's in the sentence. */
  readonly told?: { readonly rule: string; readonly says: string; readonly severity?: "warning" };
  /** Of a limit. */
  readonly limit?: number;
};
