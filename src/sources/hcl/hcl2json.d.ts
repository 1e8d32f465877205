import type { JsonObject } from "../../domain/json.ts";

/*
 * The part of `@cdktn/hcl2json` in use, which tsconfig.json names for it: its own types bring a browser's
 * with them, and those contradict what is true here.
 */

/** The file as JSON; rejects with HCL's own complaint. */
export function parse(name: string, contents: string): Promise<JsonObject>;
