import { isJsonArray, isJsonObject, type Json } from "../../../domain/json.ts";
import type { DeclarationContext } from "../../engine.ts";
import { fillText, type Templating } from "../fill.ts";
import { printInside } from "../go-template/print.ts";
import { fromJson, isList, isMap, type Value, type ValueMap } from "../go-template/value.ts";
import { below, mappingOf, NotEvaluable, type Place, textOf } from "../place.ts";

/** What generators are evaluated with. */
export type Generating = {
  readonly templating: Templating;
  readonly context: DeclarationContext;
  /** How many matrices and merges it lies in. */
  readonly depth: number;
  /** What a reader should know of how it was evaluated. */
  readonly remark: (reason: string, at: Place) => void;
};

/** Nobody generates more Applications from one ApplicationSet than this. */
const maxParameters = 5000;

export function limited<Item>(found: readonly Item[], at: Place): readonly Item[] {
  if (found.length <= maxParameters) return found;
  throw new NotEvaluable(`It would generate more than ${maxParameters} Applications.`, at);
}

/** With `values`, each a template of the parameters so far, under `values.NAME`. */
export function withValues(parameters: ValueMap, generator: Place, { templating }: Generating): ValueMap {
  const place = below(generator, "values");
  const names = Object.keys(mappingOf(place) ?? {});
  const values = names.map((name): [string, string] => {
    const at = below(place, name);
    return [name, fillText(textOf(at), parameters, templating, at)];
  });
  if (values.length === 0) return parameters;
  if (templating.go) return { ...parameters, values: Object.fromEntries(values) };
  return { ...parameters, ...Object.fromEntries(values.map(([name, value]) => [`values.${name}`, value])) };
}

/** What a file or a list says, as parameters: as it is for Go's templates, and else as texts under `a.b` and `a.0`. */
export function parametersOf(object: Json, { templating }: Pick<Generating, "templating">): ValueMap {
  const value = fromJson(object);
  if (!isMap(value)) return {};
  return templating.go ? value : flattened(value);
}

/** Every value that holds no others, under its whole path, as Go prints it. */
export function flattened(value: ValueMap): Readonly<Record<string, string>> {
  const flat: [string, string][] = [];
  const add = (one: Value, path: string) => {
    const inside: readonly (readonly [string, Value])[] = isList(one)
      ? one.map((item, index) => [String(index), item])
      : isMap(one)
        ? Object.entries(one)
        : [];
    if (!isList(one) && !isMap(one)) flat.push([path, printInside(one)]);
    for (const [key, item] of inside) add(item, path === "" ? key : `${path}.${key}`);
  };
  add(value, "");
  return Object.fromEntries(flat);
}

/** Whether JSON holds a mapping or a list: what parameters can be made of. */
export function holdsParameters(object: Json): boolean {
  return isJsonObject(object) || (isJsonArray(object) && object.every(isJsonObject));
}
