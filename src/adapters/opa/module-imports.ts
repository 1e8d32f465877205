import { type Builtin, Unsupported } from "./builtins/builtin.ts";
import { parseTerm } from "./read-term.ts";

/** Functions of the module that answer what it asks its host (https://www.openpolicyagent.org/docs/latest/wasm). */
export type ModuleExports = {
  opa_malloc(size: number): number;
  opa_value_parse(address: number, size: number): number;
  opa_json_dump(address: number): number;
  opa_value_dump(address: number): number;
  builtins(): number;
};

/**
 * What a policy module asks of its host. The SDK brings such imports too; ours take their place because
 * its own functions cannot be replaced (its `sprintf` is not Go's), because it hands arguments over as JSON,
 * which turns sets into arrays and long numbers into other ones, and because it writes to the console.
 */
export class ModuleImports {
  readonly env: Readonly<Record<string, unknown>>;
  readonly #memory: WebAssembly.Memory;
  readonly #builtins: Readonly<Record<string, Builtin>>;
  readonly #called: Builtin[] = [];
  #exports: ModuleExports | undefined;
  #bytes: Buffer;

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
      opa_builtin2: call,
      opa_builtin3: call,
      opa_builtin4: call,
    };
  }

  /** Must be called before the module is asked anything. A function that the module needs and we lack is an error. */
  connect(exports: ModuleExports): void {
    this.#exports = exports;
    const required: unknown = JSON.parse(this.text(exports.opa_json_dump(exports.builtins())));
    for (const [name, id] of Object.entries(required as Readonly<Record<string, number>>)) {
      const builtin = Object.hasOwn(this.#builtins, name) ? this.#builtins[name] : undefined;
      if (builtin === undefined) throw new Error(`The built-in function ${name} is not available.`);
      this.#called[id] = builtin;
    }
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

  #call(id: number, addresses: readonly number[]): number {
    const exports = this.#exports;
    const builtin = this.#called[id];
    if (exports === undefined || builtin === undefined) throw new Error(`There is no built-in function ${id}.`);
    const values = addresses.map((address) => parseTerm(this.text(exports.opa_value_dump(address))));
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

  #parse(text: string, exports: ModuleExports): number {
    const size = Buffer.byteLength(text);
    const address = exports.opa_malloc(size);
    this.#view().write(text, address, "utf8");
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
