/** A module in WebAssembly's binary format (https://webassembly.github.io/spec/core/binary), as far as it must be changed. */
export type Section = { readonly id: number; readonly body: Uint8Array };

export const sectionIds = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 } as const;

const preamble = 8;

export function readSections(wasm: Uint8Array): readonly Section[] {
  const reader = new BinaryReader(wasm.subarray(preamble));
  const sections: Section[] = [];
  while (!reader.isDone) sections.push({ id: reader.byte(), body: reader.bytes(reader.unsigned()) });
  return sections;
}

export function writeSections(wasm: Uint8Array, sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  const parts = sections.flatMap(({ id, body }) => [[id, ...unsigned(body.length)], body]);
  return joined([wasm.subarray(0, preamble), ...parts]);
}

/** The entries of a section that is a list, each as the bytes `read` goes over. */
export function entriesOf(body: Uint8Array, read: (reader: BinaryReader) => void): readonly Uint8Array[] {
  const reader = new BinaryReader(body);
  return Array.from({ length: reader.unsigned() }, () => {
    const start = reader.at;
    read(reader);
    return body.subarray(start, reader.at);
  });
}

export function listOf(entries: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return joined([unsigned(entries.length), ...entries]);
}

/** A number in LEB128. */
export function unsigned(value: number): readonly number[] {
  const rest = value >>> 7;
  return rest === 0 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(rest)];
}

/** A number that is not negative, in signed LEB128. */
export function positive(value: number): readonly number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...positive(value >>> 7)];
}

function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export class BinaryReader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.at];
    if (value === undefined) throw new Error("The module ends too early.");
    this.at += 1;
    return value;
  }

  bytes(length: number): Uint8Array {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  unsigned(): number {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
      shift += 7;
    }
  }

  text(): string {
    return Buffer.from(this.bytes(this.unsigned())).toString();
  }
}
