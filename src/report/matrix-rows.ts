import { amount } from "../domain/amount.ts";
import { canonicalJson, type Json } from "../domain/json.ts";
import { resourceKey } from "../domain/manifest.ts";
import type { Change, FieldChange } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { code } from "./escape.ts";
import { type ApplicationGroup, alignedId, contentOf, unique } from "./fold.ts";
import { imageBrief } from "./image-words.ts";
import { cut, isHiddenChange, isShort, scalar } from "./values.ts";
import { resourceWords } from "./words.ts";

/** How the changes of one application compare between its environments. */
export type Comparison = {
  readonly application: string;
  readonly environments: readonly string[];
  /** How many changes are the same in all of them. */
  readonly alike: number;
  readonly rows: readonly MatrixRow[];
};

/** One thing that is not the same everywhere. */
export type MatrixRow = {
  readonly application: string;
  /** Markdown. */
  readonly label: string;
  readonly cells: ReadonlyMap<string, Cell>;
};

/** Equal keys for what is the same; the text, which is Markdown, may leave differences out. */
export type Cell = { readonly key: string; readonly text: string; readonly missing?: true };

/** More rows about one application are no longer compared by eye. */
const mostRows = 12;

/** More fields than this that differ in one resource are told by their number. */
const mostFields = 4;

/** Null where fewer than two environments change. */
export function compareEnvironments(group: ApplicationGroup, report: Report): Comparison | null {
  const sides = sidesOf(group, report);
  if (sides.filter(({ changes }) => changes !== null && changes.size > 0).length < 2) return null;
  const environments = sides.map(({ environment }) => environment);
  const keys = unique(sides.flatMap(({ changes }) => [...(changes?.keys() ?? [])]));
  const differing = keys.filter((key) => !isAlike(key, sides));
  const rows = differing.slice(0, mostRows).flatMap((key) => rowsOf(group.name, key, sides));
  const left = differing.length - mostRows;
  const more =
    left > 0 ? [{ application: group.name, label: `${amount(left, "more resource")} differ`, cells: new Map() }] : [];
  return { application: group.name, environments, alike: keys.length - differing.length, rows: [...rows, ...more] };
}

/** What changes in one environment by what it is called there and elsewhere; null where nobody knows. */
type Side = { readonly environment: string; readonly changes: ReadonlyMap<string, Change> | null };

function sidesOf({ name, reports }: ApplicationGroup, { untouched = [] }: Report): readonly Side[] {
  const reached = reports.map(({ application: { environment }, plan }): Side => {
    if (plan.status === "unknown") return { environment, changes: null };
    const changes = plan.changes.map((change): [string, Change] => [
      resourceKey(alignedId(change.id, environment)),
      change,
    ]);
    return { environment, changes: new Map(changes) };
  });
  const others = untouched.filter((application) => application.name === name);
  return [...reached, ...others.map(({ environment }): Side => ({ environment, changes: new Map() }))];
}

function isAlike(key: string, sides: readonly Side[]): boolean {
  const contents = sides.map(({ environment, changes }) => {
    const change = changes?.get(key);
    return change === undefined ? undefined : change.action + contentOf(change, environment);
  });
  return contents[0] !== undefined && contents.every((content) => content === contents[0]);
}

function rowsOf(application: string, key: string, sides: readonly Side[]): readonly MatrixRow[] {
  const present = sides.flatMap(({ environment, changes }) => {
    const change = changes?.get(key);
    return change === undefined ? [] : [{ environment, change }];
  });
  const [first] = present;
  if (first === undefined) return [];
  const ids = new Set(present.map(({ change }) => resourceKey(change.id)));
  const id = ids.size === 1 && present.length > 1 ? first.change.id : alignedId(first.change.id, first.environment);
  const label = code(resourceWords(id), 100);
  const allUpdates = present.every(({ change }) => change.action === "update");
  const paths = allUpdates ? differingFields(present.map(({ change }) => change)) : [];
  if (paths.length === 0 || paths.length > mostFields) {
    return [{ application, label: label + onlyPath(present), cells: cellsOf(sides, key, wholeCell) }];
  }
  return paths.map((path) => ({
    application,
    label: `${label} ${code(pathEnd(path), 60)}`,
    cells: cellsOf(sides, key, (change) => fieldCell(change.fields.find((field) => field.path === path))),
  }));
}

/** The one field that all of them change, where a cell tells its values. */
function onlyPath(present: readonly { readonly change: Change }[]): string {
  const paths = unique(present.flatMap(({ change }) => change.fields.map(({ path }) => path)));
  const [path = ""] = paths;
  const isOne = paths.length === 1 && present.every(({ change }) => change.action === "update");
  return isOne && path !== "" ? ` ${code(pathEnd(path), 60)}` : "";
}

function cellsOf(
  sides: readonly Side[],
  key: string,
  cell: (change: Change, environment: string) => Cell,
): ReadonlyMap<string, Cell> {
  return new Map(
    sides.map(({ environment, changes }) => {
      if (changes === null) return [environment, { key: "unknown", text: "not known", missing: true }];
      const change = changes.get(key);
      return [environment, change === undefined ? notChanged : cell(change, environment)];
    }),
  );
}

const notChanged: Cell = { key: "unchanged", text: "not changed", missing: true };

/** Fields that not every one of the changes changes the same way. */
function differingFields(changes: readonly Change[]): readonly string[] {
  const contents = changes.map(({ fields }) => new Map(fields.map((field) => [field.path, fieldKey(field)])));
  return unique(changes.flatMap(({ fields }) => fields.map(({ path }) => path))).filter(
    (path) => new Set(contents.map((content) => content.get(path))).size > 1,
  );
}

/** Where a path is long, its end says which field it is. */
function pathEnd(path: string): string {
  if (path.length <= 40) return path;
  const steps = path.split(/(?=\.)/);
  return steps.length < 3 ? path : `…${steps.slice(-2).join("").slice(1)}`;
}

/** The only field says what happens; of several, the verb has to do. */
function wholeCell(change: Change, environment: string): Cell {
  const key = change.action + contentOf(change, environment);
  const [field, ...others] = change.fields;
  if (change.action !== "update" || field === undefined) return { key, text: change.action };
  return others.length === 0 ? { ...fieldCell(field), key } : { key, text: amount(change.fields.length, "field") };
}

function fieldCell(field: FieldChange | undefined): Cell {
  if (field === undefined) return notChanged;
  return { key: fieldKey(field), text: brief(field) };
}

function fieldKey({ path, before, after, unknown }: FieldChange): string {
  return canonicalJson([path, before, after, unknown ?? false]);
}

/** A field and what becomes of it, in a few words of Markdown. */
export function fieldBrief(field: FieldChange): string {
  return `${code(pathEnd(field.path), 60)} ${brief(field)}`;
}

function brief(field: FieldChange): string {
  const { before, after, unknown } = field;
  if (isHiddenChange(before, after)) return "hidden, changed";
  const image = imageBrief({ path: field.path, before, after });
  if (image !== undefined) return code(image, 80);
  if (unknown === true) return code(`${short(before)} → (known after apply)`, 80);
  return isShort(before) && isShort(after) ? code(`${short(before)} → ${short(after)}`, 80) : "text changes";
}

function short(value: Json): string {
  return value === null ? "none" : cut(scalar(value).replace(/(@sha256:[0-9a-f]{7})[0-9a-f]{57}/, "$1"), 30);
}
