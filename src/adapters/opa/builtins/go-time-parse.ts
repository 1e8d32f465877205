import { Undefined } from "./builtin.ts";
import { months, partsOfLayout, weekdays } from "./go-layout.ts";

/** The nanoseconds since 1970 that a text in this layout says, read as leniently as Go's time.Parse reads it. */
export function parseMoment(layout: string, value: string): bigint {
  const reader = new MomentReader(value);
  const parts = partsOfLayout(layout);
  for (const [index, { text, element }] of parts.entries()) {
    reader.skip(text);
    const next = parts[index + 1];
    if (element !== null) reader.read(element, next?.text === "" ? (next.element ?? "") : "");
  }
  return reader.nanoseconds();
}

class MomentReader {
  #rest: string;
  #year = 0;
  #month: number | null = null;
  #day: number | null = null;
  #dayOfYear: number | null = null;
  #hour = 0;
  #minute = 0;
  #second = 0;
  #nanosecond = 0;
  #half: "AM" | "PM" | null = null;
  /** Seconds east of UTC. A zone that only has a name says nothing, as in Go without a place. */
  #offset = 0;

  constructor(value: string) {
    this.#rest = value;
  }

  /** Runs of spaces match runs of spaces, of whatever length. */
  skip(text: string): void {
    for (const part of text.match(/ +|[^ ]+/g) ?? []) {
      if (part.startsWith(" ")) {
        if (this.#rest !== "" && !this.#rest.startsWith(" ")) throw new Undefined();
        this.#rest = this.#rest.replace(/^ +/, "");
      } else {
        if (!this.#rest.startsWith(part)) throw new Undefined();
        this.#rest = this.#rest.slice(part.length);
      }
    }
  }

  /** `next` is the layout's element right behind this one, or "". */
  read(element: string, next: string): void {
    if (this.#readDate(element) || this.#readClock(element, next)) return;
    if (element === "MST") this.#zoneName();
    else if (/^[.,]0/.test(element)) this.#fraction(new RegExp(`^[.,]\\d{${element.length - 1}}`));
    else if (/^[.,]9/.test(element)) this.#fraction(/^(?:[.,]\d+)?/);
    else this.#zoneOffset(element);
  }

  /** Whether the element is one of a date. */
  #readDate(element: string): boolean {
    switch (element) {
      case "2006":
        this.#year = Number(this.#take(/^\d[\d+-]{3}/));
        if (!Number.isInteger(this.#year)) throw new Undefined();
        return true;
      case "06": {
        const year = Number(this.#take(/^\d\d/));
        this.#year = year >= 69 ? 1900 + year : 2000 + year;
        return true;
      }
      case "Jan":
        this.#month = this.#name(months.map((name) => name.slice(0, 3))) + 1;
        return true;
      case "January":
        this.#month = this.#name(months) + 1;
        return true;
      case "1":
      case "01":
        this.#month = this.#number(element === "01", 1, 12);
        return true;
      case "Mon":
        this.#name(weekdays.map((name) => name.slice(0, 3)));
        return true;
      case "Monday":
        this.#name(weekdays);
        return true;
      case "2":
      case "_2":
      case "02":
        if (element === "_2") this.#take(/^ ?/);
        this.#day = this.#number(element === "02", 0, 99);
        return true;
      case "__2":
      case "002":
        if (element === "__2") this.#take(/^ {0,2}/);
        this.#dayOfYear = Number(this.#take(element === "002" ? /^\d{3}/ : /^\d{1,3}/));
        return true;
      default:
        return false;
    }
  }

  /** Whether the element is one of a clock's. */
  #readClock(element: string, next: string): boolean {
    switch (element) {
      case "15":
        this.#hour = this.#number(false, 0, 23);
        return true;
      case "3":
      case "03":
        this.#hour = this.#number(element === "03", 0, 12);
        return true;
      case "4":
      case "04":
        this.#minute = this.#number(element === "04", 0, 59);
        return true;
      case "5":
      case "05":
        this.#second = this.#number(element === "05", 0, 59);
        // A fraction may stand behind the seconds also where the layout has none.
        if (!/^[.,]/.test(next) && /^[.,]\d/.test(this.#rest)) this.#fraction(/^[.,]\d+/);
        return true;
      case "PM":
      case "pm": {
        const half = this.#take(element === "PM" ? /^(?:AM|PM)/ : /^(?:am|pm)/).toUpperCase();
        this.#half = half === "PM" ? "PM" : "AM";
        return true;
      }
      default:
        return false;
    }
  }

  nanoseconds(): bigint {
    if (this.#rest !== "") throw new Undefined();
    const { month, day } = this.#date();
    const date = new Date(0);
    date.setUTCFullYear(this.#year, month - 1, day);
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw new Undefined();
    const hour =
      this.#half === "PM" && this.#hour < 12
        ? this.#hour + 12
        : this.#half === "AM" && this.#hour === 12
          ? 0
          : this.#hour;
    const seconds = BigInt(date.getTime() / 1000 + hour * 3600 + this.#minute * 60 + this.#second - this.#offset);
    return seconds * 1_000_000_000n + BigInt(this.#nanosecond);
  }

  #date(): { readonly month: number; readonly day: number } {
    const given = { month: this.#month ?? 1, day: this.#day ?? 1 };
    if (this.#dayOfYear === null) return given;
    const date = new Date(0);
    date.setUTCFullYear(this.#year, 0, this.#dayOfYear);
    const found = { month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    const isOther =
      (this.#month !== null && this.#month !== found.month) || (this.#day !== null && this.#day !== found.day);
    if (this.#dayOfYear < 1 || date.getUTCFullYear() !== this.#year || isOther) throw new Undefined();
    return found;
  }

  #take(pattern: RegExp): string {
    const found = pattern.exec(this.#rest)?.[0];
    if (found === undefined) throw new Undefined();
    this.#rest = this.#rest.slice(found.length);
    return found;
  }

  #number(isFixed: boolean, least: number, most: number): number {
    const value = Number(this.#take(isFixed ? /^\d\d/ : /^\d\d?/));
    if (value < least || value > most) throw new Undefined();
    return value;
  }

  #name(names: readonly string[]): number {
    const rest = this.#rest.toLowerCase();
    const index = names.findIndex((name) => rest.startsWith(name.toLowerCase()));
    if (index < 0) throw new Undefined();
    this.#rest = this.#rest.slice(names[index]?.length);
    return index;
  }

  #fraction(pattern: RegExp): void {
    this.#nanosecond = Number(this.#take(pattern).slice(1).padEnd(9, "0").slice(0, 9));
  }

  /** Go takes one minute and one second more than there are. */
  #zoneOffset(element: string): void {
    if (element.startsWith("Z") && this.#rest.startsWith("Z")) {
      this.#rest = this.#rest.slice(1);
      return;
    }
    const shape = element.slice(1).replaceAll("07", "00").replaceAll("00", "(\\d\\d)");
    const text = this.#take(new RegExp(`^[+-]${shape}`));
    const [hours = 0, minutes = 0, seconds = 0] = (text.slice(1).replaceAll(":", "").match(/\d\d/g) ?? []).map(Number);
    if (hours > 24 || minutes > 60 || seconds > 60) throw new Undefined();
    this.#offset = (text.startsWith("-") ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds);
  }

  #zoneName(): void {
    const known = /^(?:UTC|ChST|MeST|GMT(?:[+-]\d+)?|[+-]\d+)/.exec(this.#rest)?.[0];
    const hours = Number(/\d+$/.exec(known ?? "")?.[0] ?? 0);
    if (known !== undefined && hours > 23) throw new Undefined();
    if (known !== undefined) this.#rest = this.#rest.slice(known.length);
    else this.#take(/^(?:[A-Z]{4}T|[A-Z]{3}T|WITA|[A-Z]{3})(?![A-Z])/);
  }
}
