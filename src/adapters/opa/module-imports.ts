import { comparison, originalIteration } from "./amend.ts";
import { type Builtin, Unsupported } from "./builtins/builtin.ts";
import { KeyOrder } from "./key-order.ts";
import { parseTerm } from "./read-term.ts";
import { nextKey, numberOf, replacedForSome, replacedNumbers } from "./replaced.ts";

/** Functions of the module that answer what it asks its host (https://www.openpolicyagent.org/docs/latest/wasm). */
export type ModuleExports = {
  opa_malloc(size: number): number;
  opa_value_parse(address: number, size: number): number;
  opa_json_dump(address: number): number;
  opa_value_dump(address: number): number;
  builtins(): number;
  [originalIteration](address: number, previous: number): number;
  [comparison](address: number, other: number): number;
};

/** The patterns that a function's own code cannot be trusted with, by the function's number. */
const somePatterns = new Map([...replacedForSome].map(([name, { patterns }]) => [numberOf(name), patterns]));

/** "Answer yourself", where an address is expected. */
const declined = -1;

/**
 * What a policy module asks of its host. The SDK brings such imports too; ours take their place because
 * its own functions cannot be replaced (its `sprintf` is not Go's), because it hands arguments over as JSON,
 * which turns sets into arrays and long numbers into other ones, and because it writes to the console.
 */
export class ModuleImports {
  readonly env: Readonly<Record<string, unknown>>;
  readonly #memory: WebAssembly.Memory;
  readonly #builtins: Readonly<Record<string, Builtin>>;
  readonly #called = new Map<number, Builtin>();
  readonly #order = new KeyOrder();
  #exports: ModuleExports | undefined;
  #bytes: Buffer;
  #isDumping = false;

  constructor(memory: WebAssembly.Memory, builtins: Readonly<Record<string, Builtin>>) {
    this.#memory = memory;
    this.#builtins = builtins;
    this.#bytes = Buffer.from(memory.buffer);
    const call = (id: number, _context: number, ...addresses: number[]): number => this.#call(id, addresses);
    this.env = {
      memory,
      opa_abort: (address: number) => {
        throw new Error(this.text(address));
      },
      opa_println: () => undefined,
      opa_builtin0: call,
      opa_builtin1: call,
      opa_builtin2: (id: number, _context: number, a: number, b: number) =>
        id === nextKey ? this.#nextKey(a, b) : this.#call(id, [a, b]),
      opa_builtin3: call,
      opa_builtin4: call,
    };
  }

  /** Must be called before the module is asked anything. A function that the module needs and we lack is an error. */
  connect(exports: ModuleExports): void {
    this.#exports = exports;
    const required: unknown = JSON.parse(this.text(exports.opa_json_dump(exports.builtins())));
    const numbered = Object.entries(required as Readonly<Record<string, number>>).map(
      ([name, id]): [number, string] => [id, name],
    );
    for (const [id, name] of [...numbered, ...replacedNumbers()]) {
      const builtin = Object.hasOwn(this.#builtins, name) ? this.#builtins[name] : undefined;
      if (builtin === undefined) throw new Error(`The built-in function ${name} is not available.`);
      this.#called.set(id, builtin);
    }
  }

  /** Forgets what is only true of one evaluation: the next one writes other values to the same addresses. */
  beginEvaluation(): void {
    this.#order.clear();
  }

  /** The text at an address of the module's memory. */
  text(address: number): string {
    const memory = this.#view();
    const end = this.endOf(address);
    return memory.toString("utf8", address, end);
  }

  /** Where the text at an address ends. */
  endOf(address: number): number {
    const end = this.#view().indexOf(0, address);
    if (address === 0 || end < 0) throw new Error("The policy engine gave no answer.");
    return end;
  }

  #nextKey(address: number, previous: number): number {
    const exports = this.#exports;
    if (exports === undefined) throw new Error("The module is not connected.");
    // Values that a built-in function is given are read whole, and their order is nobody's concern.
    if (this.#isDumping) return exports[originalIteration](address, previous);
    return this.#order.next(address, previous, exports[originalIteration], exports[comparison]);
  }

  #call(id: number, addresses: readonly number[]): number {
    const exports = this.#exports;
    const builtin = this.#called.get(id);
    if (exports === undefined || builtin === undefined) throw new Error(`There is no built-in function ${id}.`);
    const patterns = somePatterns.get(id);
    if (patterns !== undefined && !patterns.test(this.#dump(addresses[0] ?? 0, exports))) return declined;
    const values = addresses.map((address) => parseTerm(this.#dump(address, exports)));
    let answer: string;
    try {
      answer = builtin(...values);
    } catch (error) {
      if (error instanceof Unsupported) throw error;
      // As in OPA: a built-in function that fails makes the expression undefined.
      return 0;
    }
    return this.#parse(answer, exports);
  }

  #dump(address: number, exports: ModuleExports): string {
    this.#isDumping = true;
    const text = this.text(exports.opa_value_dump(address));
    this.#isDumping = false;
    return text;
  }

  #parse(answer: string, exports: ModuleExports): number {
    const size = Buffer.byteLength(answer);
    const address = exports.opa_malloc(size);
    this.#view().write(answer, address, "utf8");
    const value = exports.opa_value_parse(address, size);
    if (value === 0) throw new Error("The policy engine could not read a value it was given.");
    return value;
  }

  /** Memory that grows gets a new buffer. */
  #view(): Buffer {
    if (this.#bytes.buffer !== this.#memory.buffer) this.#bytes = Buffer.from(this.#memory.buffer);
    return this.#bytes;
  }
}
