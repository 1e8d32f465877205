import { nextKey, numberOf, replaced, replacedForSome } from "./replaced.ts";
import {
  BinaryReader,
  entriesOf,
  listOf,
  positive,
  readSections,
  type Section,
  sectionIds,
  unsigned,
  writeSections,
} from "./wasm-sections.ts";

/**
 * The module that OPA compiled, with other code where its own answers otherwise than `opa eval` does: replaced
 * functions ask the host, and objects and sets are gone through in the order of their keys, as OPA does, where
 * the module has none. Rejects a module whose functions have no names.
 */
export function amend(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = readSections(wasm);
  const module = new Amended(sections);
  for (const [name, code] of replaced) {
    const at = module.indexOf(code);
    if (at !== undefined) module.replace(at, module.callHost(numberOf(name), at));
  }
  for (const [name, { code }] of replacedForSome) {
    const at = module.indexOf(code);
    if (at !== undefined) module.askFirst(at, numberOf(name));
  }
  const [iterate, compare] = [module.indexOf("opa_value_iter"), module.indexOf("opa_value_compare")];
  if (iterate === undefined || compare === undefined) {
    throw new Error("This version of OPA compiles policies to modules that cannot be read here.");
  }
  const original = module.move(iterate);
  module.replace(iterate, [
    // An object's type is 6, a set's 7.
    ...[...local(0), load8, 0, 0, constant, 6, subtract, constant, 2, lessUnsigned, ifElse, i32],
    ...module.askHost(nextKey, 2),
    ...[otherwise, ...local(0), ...local(1), call, ...unsigned(original), end],
  ]);
  module.export(originalIteration, original);
  module.export(comparison, compare);
  return writeSections(wasm, module.sections());
}

/** What an amended module exports beside what OPA does. */
export const originalIteration = "fairlead_iterate";
export const comparison = "fairlead_compare";

const [load8, constant, subtract, equal, lessUnsigned] = [0x2d, 0x41, 0x6b, 0x46, 0x49];

/** -1, which is no address. */
const declined = 0x7f;

const [ifElse, otherwise, end, call, i32] = [0x04, 0x05, 0x0b, 0x10, 0x7f];

function local(index: number): readonly number[] {
  return [0x20, ...unsigned(index)];
}

class Amended {
  readonly #sections: readonly Section[];
  readonly #parameters: readonly number[];
  readonly #imported: ReadonlyMap<string, number>;
  readonly #importedCount: number;
  readonly #names: ReadonlyMap<string, number>;
  readonly #types: Uint8Array[];
  readonly #code: Uint8Array[];
  readonly #exports: (Uint8Array | readonly number[])[];

  constructor(sections: readonly Section[]) {
    this.#sections = sections;
    this.#parameters = parametersOf(this.#body(sectionIds.type));
    const imports = importsOf(this.#body(sectionIds.import));
    this.#imported = new Map(imports.map((name, index) => [name, index]));
    this.#importedCount = imports.length;
    this.#types = [...entriesOf(this.#body(sectionIds.function), (reader) => reader.unsigned())];
    this.#code = [...entriesOf(this.#body(sectionIds.code), (reader) => reader.bytes(reader.unsigned()))];
    this.#exports = [...entriesOf(this.#body(sectionIds.export), readExport)];
    this.#names = namesOf(sections);
  }

  indexOf(name: string): number | undefined {
    return this.#names.get(name);
  }

  replace(index: number, instructions: readonly number[], locals: readonly number[] = [0]): void {
    const body = [...locals, ...instructions, end];
    this.#code[index - this.#importedCount] = Uint8Array.from([...unsigned(body.length), ...body]);
  }

  /** Another function with the code of this one. */
  move(index: number): number {
    const at = index - this.#importedCount;
    const [type, code] = [this.#types[at], this.#code[at]];
    if (type === undefined || code === undefined) throw new Error(`The module has no function ${index}.`);
    this.#types.push(type);
    this.#code.push(code);
    return this.#importedCount + this.#code.length - 1;
  }

  /** The function's own code answers where the host declines. */
  askFirst(index: number, number: number): void {
    const original = this.move(index);
    const count = this.parametersOf(index);
    const answer = [0x22, ...unsigned(count)];
    const given = Array.from({ length: count }, (_, at) => local(at)).flat();
    const ask = [...this.askHost(number, count), ...answer, constant, declined, equal, ifElse, i32];
    const own = [...given, call, ...unsigned(original), otherwise, ...local(count), end];
    this.replace(index, [...ask, ...own], [1, 1, i32]);
  }

  export(name: string, index: number): void {
    this.#exports.push([...unsigned(name.length), ...Buffer.from(name), 0, ...unsigned(index)]);
  }

  /** What calls the host with all that the function at the index was given. */
  callHost(number: number, index: number): readonly number[] {
    return this.askHost(number, this.parametersOf(index));
  }

  parametersOf(index: number): number {
    const type = this.#types[index - this.#importedCount];
    return (type && this.#parameters[new BinaryReader(type).unsigned()]) ?? 0;
  }

  askHost(number: number, parameters: number): readonly number[] {
    const dispatcher = this.#imported.get(`opa_builtin${parameters}`);
    if (dispatcher === undefined) throw new Error(`The module cannot ask its host with ${parameters} values.`);
    const given = Array.from({ length: parameters }, (_, at) => local(at)).flat();
    return [constant, ...positive(number), constant, 0, ...given, call, ...unsigned(dispatcher)];
  }

  sections(): readonly Section[] {
    const changed = new Map<number, Uint8Array>([
      [sectionIds.function, listOf(this.#types)],
      [sectionIds.code, listOf(this.#code)],
      [sectionIds.export, listOf(this.#exports)],
    ]);
    return this.#sections.map(({ id, body }) => ({ id, body: changed.get(id) ?? body }));
  }

  #body(id: number): Uint8Array {
    const found = this.#sections.find((section) => section.id === id);
    if (found === undefined) throw new Error(`The module has no section ${id}.`);
    return found.body;
  }
}

/** How many parameters functions of each type have. */
function parametersOf(body: Uint8Array): readonly number[] {
  const counts: number[] = [];
  entriesOf(body, (reader) => {
    reader.byte();
    counts.push(reader.bytes(reader.unsigned()).length);
    reader.bytes(reader.unsigned());
  });
  return counts;
}

/** The names of the functions a module imports, in their order. Its memory is its last import. */
function importsOf(body: Uint8Array): readonly string[] {
  const names: string[] = [];
  entriesOf(body, (reader) => {
    reader.text();
    const name = reader.text();
    if (reader.byte() === 0) {
      reader.unsigned();
      names.push(name);
    } else {
      const isBounded = reader.byte() === 1;
      reader.unsigned();
      if (isBounded) reader.unsigned();
    }
  });
  return names;
}

function readExport(reader: BinaryReader): void {
  reader.text();
  reader.byte();
  reader.unsigned();
}

/** The functions' indexes by the names that the module's last section tells. */
function namesOf(sections: readonly Section[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { id, body } of sections) {
    if (id !== sectionIds.custom) continue;
    const reader = new BinaryReader(body);
    if (reader.text() !== "name") continue;
    while (!reader.isDone) {
      const kind = reader.byte();
      const content = reader.bytes(reader.unsigned());
      if (kind !== 1) continue;
      entriesOf(content, (names) => {
        const index = names.unsigned();
        found.set(names.text(), index);
      });
    }
  }
  return found;
}
