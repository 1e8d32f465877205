import { isJsonArray, isJsonObject, type Json } from "../../../domain/json.ts";
import { readDocumentText } from "../../../sources/documents.ts";
import { fromJson, isMap, type ValueMap } from "../go-template/value.ts";
import { below, itemsOf, mappingOf, NotEvaluable, type Place, textOf, textsByKey } from "../place.ts";
import type { Generating } from "./parameters.ts";

/** The elements that are written out, and those of `elementsYaml`. */
export function listParameters(generator: Place, { templating }: Generating): readonly ValueMap[] {
  const elements = itemsOf(below(generator, "elements")).map((place) =>
    templating.go ? asItIs(place) : asTexts(place),
  );
  return [...elements, ...fromText(below(generator, "elementsYaml"))];
}

function asItIs(place: Place): ValueMap {
  const value = fromJson(mappingOf(place) ?? {});
  return isMap(value) ? value : {};
}

/** Without Go's templates an element holds texts, and more of them under `values`. */
function asTexts(place: Place): ValueMap {
  const keys = Object.keys(mappingOf(place) ?? {});
  const own = keys.filter((key) => key !== "values").map((key): [string, string] => [key, textOf(below(place, key))]);
  const values = Object.entries(textsByKey(below(place, "values")));
  return Object.fromEntries([...own, ...values.map(([key, value]): [string, string] => [`values.${key}`, value])]);
}

function fromText(place: Place): readonly ValueMap[] {
  const text = textOf(place);
  if (text.trim() === "") return [];
  const { documents, problems } = readDocumentText(text);
  const elements: Json = documents[0]?.object ?? null;
  if (problems.length > 0 || (elements !== null && !(isJsonArray(elements) && elements.every(isJsonObject)))) {
    throw new NotEvaluable("Its elementsYaml is no YAML list of mappings.", place);
  }
  return (isJsonArray(elements) ? elements : []).map((element) => {
    const value = fromJson(element);
    return isMap(value) ? value : {};
  });
}
