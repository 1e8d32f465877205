import { Ajv, type ValidateFunction } from "ajv";
import { type Document, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { Json } from "../domain/json.ts";
import type { Schema } from "../domain/json-schema.ts";
import { messageOf } from "../errors.ts";
import { defaultsOf } from "./defaults.ts";
import { type Fault, pathText, shown } from "./fault.ts";
import { formats } from "./formats.ts";
import { positionOf } from "./position.ts";
import { faultsOfShape } from "./shape.ts";

/** One thing wrong with a configuration. Lines and columns count from 1; `message` names the path itself. */
export type ConfigProblem = {
  readonly line: number;
  readonly column: number;
  /** Such as `environments[1].soak`; "" for the whole. */
  readonly path: string;
  readonly message: string;
};

export type ReadYaml<T> =
  | { readonly ok: true; readonly config: T }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Far above any real configuration, far below what would take long to read. */
const maxCharacters = 512 * 1024;

/** Says whether a value has a shape, and fills in its defaults. */
type Validator<T> = {
  readonly schema: Schema;
  /** Made when it is needed, because that takes a while. */
  (): ValidateFunction<T>;
};

/** A validator that knows our formats. */
export function validator<T>(schema: Schema): Validator<T> {
  let made: ValidateFunction<T> | undefined;
  const make = () => {
    made ??= new Ajv({
      // The schema is ours, and tests judge it.
      validateSchema: false,
      strictTypes: false,
      // It runs once, and is not worth being made any faster.
      code: { optimize: false },
      allErrors: true,
      useDefaults: true,
      discriminator: true,
      verbose: true,
      allowUnionTypes: true,
      formats: Object.fromEntries(Object.entries(formats).map(([name, { is }]) => [name, is])),
    }).compile<T>(schema);
    return made;
  };
  return Object.assign(make, { schema });
}

/** Reads YAML of a shape. Every problem is told at once, in the order of the file. An empty text is all defaults. */
export function readYamlAs<T>(
  text: string,
  validatorOf: Validator<T>,
  faultsOfMeaning: (value: Json) => readonly Fault[],
): ReadYaml<T> {
  if (text === "") return { ok: true, config: defaultsOf<T>(validatorOf.schema) };
  if (text.length > maxCharacters) return refused("The file is longer than 512 KiB, which no configuration needs.");
  const lines = new LineCounter();
  // The library's own check for keys that stand twice compares each key with each: minutes for a hostile file.
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, uniqueKeys: false });
  const faulty = [
    ...document.errors.map(({ pos, message }) => ({ offset: pos[0], message })),
    ...repeatedKeys(document),
  ];
  if (faulty.length > 0) {
    const problems = faulty.map(({ offset, message }) => {
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(line, 1), column: Math.max(col, 1), path: "", message: notYaml(message) };
    });
    return { ok: false, problems };
  }
  let value: Json;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return refused(`The file cannot be read: ${messageOf(error)}.`);
  }
  // Before validation: it fills in defaults, and what is said here is about what the author wrote.
  const meaning = faultsOfMeaning(value);
  const hasShape = validatorOf();
  if (hasShape(value) && meaning.length === 0) return { ok: true, config: value };
  const faults = [...faultsOfShape(hasShape.errors ?? []), ...meaning];
  const problems = faults.map((fault) => ({ ...positionOf(document, lines, fault), ...told(fault) }));
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function repeatedKeys(document: Document): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : undefined;
        if (isScalar(key) && seen.has(name)) {
          found.push({ offset: key.range?.[0] ?? 0, message: `The key ${shown(name)} stands twice` });
        }
        seen.add(name);
      }
    },
  });
  return found;
}

function notYaml(message: string): string {
  return `This is not YAML: ${message.replace(/\.$/, "")}.`;
}

function told({ path, message }: Fault): Pick<ConfigProblem, "path" | "message"> {
  const name = pathText(path);
  return { path: name, message: name === "" ? message : `${name}: ${message}` };
}

function refused(message: string): { readonly ok: false; readonly problems: readonly ConfigProblem[] } {
  return { ok: false, problems: [{ line: 1, column: 1, path: "", message }] };
}
