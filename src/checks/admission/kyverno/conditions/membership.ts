import { isJsonArray, type Json } from "../../../../domain/json.ts";
import { goSprint } from "../go-text.ts";
import { LeftToKyverno } from "../outcome.ts";
import { isRange, matchesScalar } from "../pattern/scalar.ts";
import { matchesWildcard } from "../wildcard.ts";

type Operator = "in" | "notIn" | "anyIn" | "allIn" | "anyNotIn" | "allNotIn";

/**
 * `AnyIn` and the like: the key, or each of its elements, against the value, its elements, the elements of the JSON
 * list it holds as text, or a range such as `1-10`; either side may have wildcards. What is neither text, number nor
 * list is in nothing, and not outside of anything either.
 */
export function holdsMembership(operator: Operator): (key: Json, value: Json) => boolean {
  return (key, value) => {
    const keys = isJsonArray(key) ? key.map(wordOf) : key === null ? undefined : [goSprint(key)];
    if (keys === undefined || !keys.every((one) => one !== undefined)) return false;
    const isIn = memberTest(value, keys, {
      isList: isJsonArray(key),
      isOld: operator === "in" || operator === "notIn",
    });
    if (isIn === undefined) return false;
    switch (operator) {
      case "in":
      case "allIn":
        return keys.every(isIn);
      case "anyIn":
        return keys.some(isIn);
      case "allNotIn":
        return !keys.some(isIn);
      case "notIn":
      case "anyNotIn":
        return keys.some((one) => !isIn(one));
    }
  };
}

function wordOf(value: Json): string {
  const word = goSprint(value);
  if (word === undefined) throw new LeftToKyverno("lists of lists or mappings as members are not evaluated here");
  return word;
}

type Form = { readonly isList: boolean; readonly isOld: boolean };

/** Whether a word is in the value; undefined where the value is nothing that words could be in. */
function memberTest(value: Json, keys: readonly string[], form: Form): ((key: string) => boolean) | undefined {
  const { isList, isOld } = form;
  // The deprecated operators compare lists without wildcards.
  const among = (words: readonly string[]) => (key: string) =>
    words.some(
      (one) => one === key || (!(isOld && isList) && (matchesWildcard(one, key) || matchesWildcard(key, one))),
    );
  if (isJsonArray(value)) return among(value.map(wordOf));
  if (typeof value === "number" && isList && !isOld) return among([wordOf(value)]);
  if (typeof value !== "string") return undefined;
  if (keys.length === 1 && keys.every((key) => (isList ? key === value : matchesWildcard(value, key))))
    return () => true;
  if (isRange(value) && !isOld) return (key) => matchesScalar(key, value);
  const words = jsonWords(value);
  if (words === "neither" || (words === "none" && isOld)) return undefined;
  if (words === "none") return isList ? among([value]) : (key) => key === value;
  return isList ? among(words) : (key) => words.includes(key);
}

/** The words of a list in JSON; `none` when the text is no JSON, `neither` when it is JSON and no list of texts. */
function jsonWords(text: string): readonly string[] | "none" | "neither" {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "none";
  }
  if (!Array.isArray(parsed) || !parsed.every((one) => typeof one === "string")) return "neither";
  return parsed;
}
