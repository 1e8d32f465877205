import { RE2JS } from "re2js";
import { EvaluationFault } from "../faults.ts";
import { List } from "../values.ts";
import { int, text } from "./arguments.ts";
import { type Budget, functions } from "./overload.ts";

const compiled = new Map<string, RE2JS>();

/** A regular expression of RE2, which takes linear time. */
export function compileRegex(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  let made: RE2JS;
  try {
    made = RE2JS.compile(pattern);
  } catch (error) {
    throw new EvaluationFault(`error parsing regexp: ${error instanceof Error ? error.message : pattern}`);
  }
  // Patterns can be made of the input, so there is no end of them.
  if (compiled.size >= 200) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

/** k8s.io/apiserver/pkg/cel/library/regex.go */
export const regex = functions(0, {
  "string.find(string): string": ([value, pattern], budget) => findAll(text(value), text(pattern), 1, budget)[0] ?? "",
  "string.findAll(string): list<string>": ([value, pattern], budget) =>
    new List(findAll(text(value), text(pattern), -1, budget)),
  "string.findAll(string, int): list<string>": ([value, pattern, count], budget) =>
    new List(findAll(text(value), text(pattern), Number(int(count)), budget)),
});

/** As Go's FindAllString: an empty match right behind another does not count. */
function findAll(value: string, pattern: string, count: number, budget: Budget): readonly string[] {
  budget.spend(((1 + value.length) / 10) * (pattern.length / 4 + 1));
  const matcher = compileRegex(pattern).matcher(value);
  const found: string[] = [];
  let last = -1;
  while ((count < 0 || found.length < count) && matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start === end && start === last) continue;
    found.push(value.slice(start, end));
    last = end;
  }
  return found;
}
