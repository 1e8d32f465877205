import type { builtins as all } from "./builtins/index.ts";
import { parseTerm } from "./term.ts";

/** What the host and the module share: the functions of OPA's WebAssembly interface, version 1.2 and later. */
type Exports = {
  opa_malloc(size: number): number;
  opa_json_parse(address: number, size: number): number;
  opa_value_dump(address: number): number;
  opa_json_dump(address: number): number;
  opa_heap_ptr_get(): number;
  opa_heap_ptr_set(address: number): void;
  opa_eval(
    reserved: number,
    entry: number,
    data: number,
    input: number,
    size: number,
    heap: number,
    format: number,
  ): number;
  builtins(): number;
};

export type InstanceLimits = { readonly maxMemoryBytes: number; readonly maxResultBytes: number };

const page = 64 * 1024;

/** One running module. It never answers "nothing": whatever goes wrong is an error. */
export class PolicyInstance {
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Exports;
  readonly #limits: InstanceLimits;
  readonly #base: number;
  #data = 0;
  #heap = 0;

  constructor(module: WebAssembly.Module, builtins: typeof all, limits: InstanceLimits) {
    this.#limits = limits;
    this.#memory = new WebAssembly.Memory({ initial: 16, maximum: Math.floor(limits.maxMemoryBytes / page) });
    const names = new Map<number, string>();
    const call = (id: number, _context: number, ...addresses: number[]): number =>
      this.#call(builtins, names.get(id) ?? `${id}`, addresses);
    const instance = new WebAssembly.Instance(module, {
      env: {
        memory: this.#memory,
        opa_abort: (address: number) => {
          throw new Error(this.#text(address));
        },
        opa_println: () => undefined,
        opa_builtin0: call,
        opa_builtin1: call,
        opa_builtin2: call,
        opa_builtin3: call,
        opa_builtin4: call,
      },
    });
    this.#exports = instance.exports as unknown as Exports;
    const required = JSON.parse(this.#text(this.#exports.opa_json_dump(this.#exports.builtins()))) as Record<
      string,
      number
    >;
    for (const [name, id] of Object.entries(required)) {
      if (!Object.hasOwn(builtins, name)) throw new Error(`The built-in function ${name} is not available.`);
      names.set(id, name);
    }
    this.#base = this.#exports.opa_heap_ptr_get();
    this.setData("{}");
  }

  /** What stands under `data` from now on. */
  setData(json: string): void {
    this.#exports.opa_heap_ptr_set(this.#base);
    this.#data = this.#parse(json);
    this.#heap = this.#exports.opa_heap_ptr_get();
  }

  /** The answer to one input as the JSON text of a result set. */
  evaluate(input: string): string {
    const bytes = Buffer.byteLength(input);
    this.#reserve(this.#heap + bytes);
    Buffer.from(this.#memory.buffer).write(input, this.#heap, "utf8");
    const address = this.#exports.opa_eval(0, 0, this.#data, this.#heap, bytes, this.#heap + bytes, 0);
    return this.#text(address, this.#limits.maxResultBytes);
  }

  #call(builtins: typeof all, name: string, addresses: readonly number[]): number {
    const values = addresses.map((address) => parseTerm(this.#text(this.#exports.opa_value_dump(address))));
    let answer: string;
    try {
      answer = builtins[name]?.(...values) ?? "";
    } catch {
      // As in OPA: a built-in function that fails makes the expression undefined.
      return 0;
    }
    return this.#parse(answer);
  }

  #parse(json: string): number {
    const size = Buffer.byteLength(json);
    const address = this.#exports.opa_malloc(size);
    Buffer.from(this.#memory.buffer).write(json, address, "utf8");
    const value = this.#exports.opa_json_parse(address, size);
    if (value === 0) throw new Error("The policy engine could not read a value it was given.");
    return value;
  }

  #reserve(end: number): void {
    const missing = end - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.#memory.grow(Math.ceil(missing / page));
    } catch {
      throw new Error(
        `The input does not fit into the ${this.#limits.maxMemoryBytes >> 20} MiB an evaluation may use.`,
      );
    }
  }

  #text(address: number, limit = Number.POSITIVE_INFINITY): string {
    const memory = Buffer.from(this.#memory.buffer);
    const end = memory.indexOf(0, address);
    if (address === 0 || end < 0) throw new Error("The policy engine gave no answer.");
    if (end - address > limit) throw new Error(`The answer to one manifest is longer than ${limit} bytes.`);
    return memory.toString("utf8", address, end);
  }
}
