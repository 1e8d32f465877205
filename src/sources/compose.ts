import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import type { Json, JsonObject } from "../domain/json.ts";
import { indentation, parseYaml } from "./parse-yaml.ts";
import { readPlain, readTagged } from "./scalar.ts";

/** One document of a stream. `offset` is where its content begins in the text. */
type ComposedDocument = {
  readonly value: Json;
  readonly offset: number;
  /** Position in the stream from 0, empty documents counted. */
  readonly index: number;
  readonly empty: boolean;
};

type ComposeProblem = { readonly offset: number; readonly rule: string; readonly message: string };

export type Composed = {
  readonly documents: readonly ComposedDocument[];
  readonly problems: readonly ComposeProblem[];
};

/** Where the keys or items of each mapping and sequence stand in the text; only filled in when asked for. */
export type Offsets = Map<Json, ReadonlyMap<string | number, number>>;

/** A hostile file must not cost more than it weighs: how many nodes aliases may repeat in a document. */
const maxAliasedNodes = 100_000;

/**
 * Composes YAML text as Kubernetes reads it. Never throws on bad text: what is wrong is in `problems`,
 * and a document with a problem is left out.
 */
export function compose(text: string, offsets?: Offsets): Composed {
  const parsed = parseYaml(text);
  if (parsed.problem !== undefined)
    return inGiven({ documents: [], problems: [parsed.problem] }, parsed.indented, offsets);
  return inGiven(new Composer(parsed.text, parsed.events, offsets).compose(), parsed.indented, offsets);
}

/** Offsets as they are in the text that was given. */
function inGiven(composed: Composed, indented: readonly number[], offsets: Offsets | undefined): Composed {
  if (indented.length === 0) return composed;
  const given = (offset: number) => {
    const before = indented.filter((start) => start < offset);
    const last = before.at(-1) ?? 0;
    return Math.max(last, offset - indentation.length) - (before.length - 1) * indentation.length;
  };
  const back = (offset: number) => (offset <= (indented[0] ?? 0) ? offset : given(offset));
  for (const [value, places] of offsets ?? []) {
    offsets?.set(value, new Map([...places].map(([key, offset]) => [key, back(offset)])));
  }
  return {
    documents: composed.documents.map((document) => ({ ...document, offset: back(document.offset) })),
    problems: composed.problems.map((problem) => ({ ...problem, offset: back(problem.offset) })),
  };
}

type Anchor = { value: Json; size: number; open: boolean };

/** Thrown and caught in this file only: ends one document. */
class Refusal extends Error {
  readonly problem: ComposeProblem;
  constructor(offset: number, rule: string, message: string) {
    super(message);
    this.problem = { offset, rule, message };
  }
}

class Composer {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #offsets: Offsets | undefined;
  readonly #documents: ComposedDocument[] = [];
  readonly #problems: ComposeProblem[] = [];
  #anchors = new Map<string, Anchor>();
  #next = 0;
  #nodes = 0;
  #aliased = 0;
  #lastOffset = 0;

  constructor(text: string, events: readonly Event[], offsets: Offsets | undefined) {
    this.#text = text;
    this.#events = events;
    this.#offsets = offsets;
  }

  compose(): Composed {
    for (let index = 0; this.#next < this.#events.length; index += 1) {
      this.#next += 1;
      const end = this.#endOfDocument();
      this.#anchors = new Map();
      this.#nodes = 0;
      this.#aliased = 0;
      this.#document(index);
      this.#next = end + 1;
    }
    return { documents: this.#documents, problems: this.#problems };
  }

  #document(index: number): void {
    const first = this.#events[this.#next];
    if (first === undefined || first.type === EVENT_ID.POP) return;
    const empty = first.type === EVENT_ID.SCALAR && first.valueStart < 0 && first.tagStart < 0;
    try {
      const value = this.#node();
      this.#documents.push({ value, offset: offsetOf(first, this.#lastOffset), index, empty });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#problems.push(error.problem);
    }
  }

  #endOfDocument(): number {
    let depth = 1;
    for (let at = this.#next; at < this.#events.length; at += 1) {
      const type = this.#events[at]?.type;
      if (type === EVENT_ID.POP) depth -= 1;
      else if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth += 1;
      if (depth === 0) return at;
    }
    return this.#events.length;
  }

  #node(): Json {
    const event = this.#events[this.#next];
    if (event === undefined) throw new Refusal(this.#lastOffset, "syntax", "This YAML ends too early.");
    this.#next += 1;
    this.#nodes += 1;
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event.anchorStart, event.anchorEnd);
    this.#lastOffset = offsetOf(event, this.#lastOffset);
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event);
    if (event.type === EVENT_ID.SEQUENCE) return this.#anchored(event, [], (items) => this.#sequence(items));
    if (event.type === EVENT_ID.MAPPING) return this.#anchored(event, {}, (entries) => this.#mapping(entries));
    throw new Refusal(this.#lastOffset, "syntax", "This YAML ends too early.");
  }

  #anchored<T extends Json>(event: { anchorStart: number; anchorEnd: number }, empty: T, fill: (into: T) => void): T {
    const before = this.#nodes;
    const anchor: Anchor = { value: empty, size: 0, open: true };
    if (event.anchorStart >= 0) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), anchor);
    fill(empty);
    anchor.size = this.#nodes - before + 1;
    anchor.open = false;
    return empty;
  }

  #alias(start: number, end: number): Json {
    const name = this.#text.slice(start, end);
    const anchor = this.#anchors.get(name);
    this.#lastOffset = start;
    if (anchor === undefined)
      // Its name is not told: it may be a password that begins with an asterisk and lacks its quotes.
      throw new Refusal(
        start,
        "unknown-anchor",
        "There is no anchor of that name before this alias; text that begins with * has to be quoted.",
      );
    if (anchor.open) throw new Refusal(start, "recursive-anchor", `The anchor &${name} contains itself.`);
    this.#nodes += anchor.size;
    this.#aliased += anchor.size;
    if (this.#aliased > maxAliasedNodes) {
      throw new Refusal(
        start,
        "alias-bomb",
        "Aliases repeat so much that this document would unfold without end; write it out.",
      );
    }
    return anchor.value;
  }

  #scalar(event: ScalarEvent): null | boolean | number | string {
    const text = event.fast ? this.#text.slice(event.valueStart, event.valueEnd) : decode(this.#text, event);
    const plain = event.style === SCALAR_STYLE.PLAIN;
    const tag = event.tagStart < 0 ? "" : this.#text.slice(event.tagStart, event.tagEnd);
    if (tag === "" && !plain) return this.#keep(event, text);
    const reading = tag === "" || tag === "?" ? readPlain(text) : readTagged(tag, text, plain);
    if (!reading.ok) throw new Refusal(event.valueStart, "scalar", `${reading.reason}.`);
    return this.#keep(event, reading.value);
  }

  #keep<T extends null | boolean | number | string>(event: ScalarEvent, value: T): T {
    if (event.anchorStart >= 0) {
      this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), { value, size: 1, open: false });
    }
    return value;
  }

  #sequence(items: Json[]): void {
    const offsets = this.#offsets === undefined ? undefined : new Map<number, number>();
    if (offsets !== undefined) this.#offsets?.set(items, offsets);
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) {
      offsets?.set(items.length, offsetOf(this.#events[this.#next], this.#lastOffset));
      items.push(this.#node());
    }
    this.#next += 1;
  }

  #mapping(entries: { [key: string]: Json }): void {
    const offsets = this.#offsets === undefined ? undefined : new Map<string, number>();
    if (offsets !== undefined) this.#offsets?.set(entries, offsets);
    // Keys that stand there by a merge only: writing one of them is no repetition.
    let merged: Set<string> | undefined;
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) {
      const event = this.#events[this.#next];
      const at = offsetOf(event, this.#lastOffset);
      const key = this.#key(at);
      if (key === "<<" && this.#isMerge(event)) {
        merged ??= new Set();
        this.#merge(entries, merged, offsets, at);
        continue;
      }
      if (Object.hasOwn(entries, key) && merged?.has(key) !== true) {
        throw new Refusal(at, "duplicate-key", `The key ${JSON.stringify(key)} is written twice in the same mapping.`);
      }
      merged?.delete(key);
      setOwn(entries, key, this.#node());
      offsets?.set(key, at);
    }
    this.#next += 1;
  }

  #isMerge(event: Event | undefined): boolean {
    return event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
  }

  /** JSON has only text for keys: `1: a` is the key "1", `on: a` the key "true", and null is none. */
  #key(at: number): string {
    const key = this.#node();
    if (key === null) throw new Refusal(at, "key", "A key cannot be null; put it in quotes.");
    if (typeof key === "object") throw new Refusal(at, "key", "A key cannot be a list or a mapping.");
    return String(key);
  }

  /** As go-yaml v2 does it: a merge overwrites keys written before it, and keys written after it win. */
  #merge(
    entries: { [key: string]: Json },
    merged: Set<string>,
    offsets: Map<string, number> | undefined,
    at: number,
  ): void {
    const value = this.#node();
    const sources = Array.isArray(value) ? value.toReversed() : [value];
    for (const source of sources) {
      if (typeof source !== "object" || source === null || Array.isArray(source)) {
        throw new Refusal(at, "merge", "A merge key << needs a mapping, or a list of mappings.");
      }
      const mapping: JsonObject = source;
      for (const [key, inner] of Object.entries(mapping)) {
        if (!Object.hasOwn(entries, key)) merged.add(key);
        setOwn(entries, key, inner);
        offsets?.set(key, this.#offsets?.get(source)?.get(key) ?? at);
      }
    }
  }
}

/** `__proto__` is a key like any other. */
function setOwn(entries: { [key: string]: Json }, key: string, value: Json): void {
  if (key === "__proto__") {
    Object.defineProperty(entries, key, { value, enumerable: true, configurable: true, writable: true });
  } else entries[key] = value;
}

function decode(text: string, event: ScalarEvent): string {
  return event.valueStart < 0 ? "" : getScalarValue(text, event);
}

/** Where an event's node begins; `otherwise` for an empty one, which has no place of its own. */
function offsetOf(event: Event | undefined, otherwise: number): number {
  if (event === undefined) return otherwise;
  if (event.type === EVENT_ID.SCALAR) {
    if (event.valueStart < 0) return Math.max(event.tagStart, event.anchorStart, otherwise);
    // The text of a block begins on the line after its `|`, and the node on the line of it.
    const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    return isBlock ? Math.max(0, event.valueStart - 1) : event.valueStart;
  }
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) return event.start;
  return otherwise;
}
