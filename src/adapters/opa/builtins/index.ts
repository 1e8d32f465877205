import type { Term } from "../term.ts";
import { arithmetic } from "./arithmetic.ts";
import { base64 } from "./base64.ts";
import { type Builtin, json, text, Undefined } from "./builtin.ts";
import { casts } from "./casts.ts";
import { cidr } from "./cidr.ts";
import { crypto } from "./crypto.ts";
import { glob } from "./glob.ts";
import { graph } from "./graph.ts";
import { jsonPatch } from "./json-patch.ts";
import { jsonText } from "./json-text.ts";
import { jwt } from "./jwt.ts";
import { objects } from "./objects.ts";
import { regex } from "./regex.ts";
import { semver } from "./semver.ts";
import { sprintf } from "./sprintf.ts";
import { strings } from "./strings.ts";
import { time } from "./time.ts";
import { units } from "./units.ts";
import { urlquery } from "./urlquery.ts";
import { uuid } from "./uuid.ts";
import { yaml } from "./yaml.ts";

/** Every built-in function that the host supplies. A thrown error makes the expression undefined, as in OPA. */
export const builtins: Readonly<Record<string, Builtin>> = {
  sprintf(format: Term, values: Term) {
    if (typeof format !== "string" || !Array.isArray(values)) throw new Undefined();
    return json(sprintf(format, values));
  },
  /** Notes go nowhere. */
  trace(note: Term) {
    text(note);
    return "true";
  },
  ...arithmetic,
  ...base64,
  ...casts,
  ...cidr,
  ...crypto,
  ...glob,
  ...graph,
  ...jsonPatch,
  ...jsonText,
  ...jwt,
  ...objects,
  ...regex,
  ...semver,
  ...strings,
  ...time,
  ...units,
  ...urlquery,
  ...uuid,
  ...yaml,
};

export const builtinNames: ReadonlySet<string> = new Set(Object.keys(builtins));
