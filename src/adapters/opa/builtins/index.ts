import type { Term } from "../term.ts";
import { type Builtin, json, text, Undefined, whole } from "./builtin.ts";
import { casts } from "./casts.ts";
import { cidr } from "./cidr.ts";
import { crypto } from "./crypto.ts";
import { encoding } from "./encoding.ts";
import { jsonPatch } from "./json-patch.ts";
import { regex } from "./regex.ts";
import { semver } from "./semver.ts";
import { sprintf } from "./sprintf.ts";
import { strings } from "./strings.ts";
import { time } from "./time.ts";
import { units } from "./units.ts";

/** Every built-in function that the host supplies. A thrown error makes the expression undefined, as in OPA. */
export const builtins: Readonly<Record<string, Builtin>> = {
  sprintf(format: Term, values: Term) {
    if (typeof format !== "string" || !Array.isArray(values)) throw new Undefined();
    return json(sprintf(format, values));
  },
  "numbers.range_step": (from: Term, to: Term, step: Term) => {
    const [first, last, by] = [whole(from), whole(to), whole(step)];
    if (by <= 0 || Math.abs(last - first) / by > 1_000_000) throw new Undefined();
    const sign = first <= last ? by : -by;
    return json(Array.from({ length: Math.floor(Math.abs(last - first) / by) + 1 }, (_, at) => first + at * sign));
  },
  /** Notes go nowhere. */
  trace(note: Term) {
    text(note);
    return "true";
  },
  ...casts,
  ...cidr,
  ...crypto,
  ...encoding,
  ...jsonPatch,
  ...regex,
  ...semver,
  ...strings,
  ...time,
  ...units,
};

export const builtinNames: ReadonlySet<string> = new Set(Object.keys(builtins));
