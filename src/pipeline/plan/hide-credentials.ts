import { findCredentials } from "../../checks/secrets/credentials.ts";
import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import type { FieldDifference } from "./fields.ts";
import { hidden, hiddenChanged } from "./mask.ts";

/** No credential that is recognised by its form is shorter. */
const shortest = 12;

/** What is compared, and the text that it stood in, which may tell what a part of it does not. */
type HidingField = Pick<FieldDifference, "before" | "after" | "within">;

/**
 * The same fields with every text hidden that holds a credential: in a ConfigMap or a container's environment
 * no kind says that a value is secret, but its form does.
 */
export async function hideCredentials<Field extends HidingField>(
  changes: readonly (readonly Field[])[],
): Promise<readonly (readonly Field[])[]> {
  const texts = [...new Set(changes.flatMap((fields) => fields.flatMap(allTexts)))];
  const found = await findCredentials(texts.map((text, index) => ({ path: String(index), text })));
  if (found.length === 0) return changes;
  const credentials: ReadonlySet<string> = new Set(found.map(({ path }) => texts[Number(path)] ?? ""));
  return changes.map((fields) => fields.map((field) => withoutThem(field, credentials)));
}

function withoutThem<Field extends HidingField>(field: Field, credentials: ReadonlySet<string>): Field {
  const { within } = field;
  if (within !== undefined && (credentials.has(within.before) || credentials.has(within.after))) {
    // Which part of the text it is cannot be told.
    return { ...field, before: allHidden(field.before, hidden), after: allHidden(field.after, hiddenChanged) };
  }
  const words = [...textsOf(field.before)].some((text) => credentials.has(text)) ? hiddenChanged : hidden;
  return { ...field, before: hide(field.before, credentials, hidden), after: hide(field.after, credentials, words) };
}

function allTexts({ before, after, within }: HidingField): readonly string[] {
  const around = within === undefined ? [] : [...textsOf(within.before), ...textsOf(within.after)];
  return [...textsOf(before), ...textsOf(after), ...around];
}

function allHidden(value: Json, words: string): Json {
  return value === null ? null : words;
}

function hide(value: Json, credentials: ReadonlySet<string>, words: string): Json {
  if (typeof value === "string") return credentials.has(value) ? words : value;
  if (isJsonArray(value)) return value.map((each) => hide(each, credentials, words));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hide(each, credentials, words)]));
}

function* textsOf(value: Json): Generator<string> {
  if (typeof value === "string") {
    if (value.length >= shortest) yield value;
  } else if (isJsonArray(value)) for (const each of value) yield* textsOf(each);
  else if (isJsonObject(value)) for (const each of Object.values(value)) yield* textsOf(each);
}
