/** The units GitHub counts in. Both hold at once. */
export type Limits = { readonly codePoints: number; readonly bytes: number };

/** A comment: 65,536 characters, stored in 262,144 bytes. */
export const commentLimits: Limits = { codePoints: 65_000, bytes: 250_000 };

/** `summary` and `text` of a check run: 65,535 each; we keep to that in bytes too. */
export const checkRunLimits: Limits = { codePoints: 65_000, bytes: 65_000 };

/** A part of a report that can be said at length or in short. */
export type Section = {
  readonly heading: string;
  /** Ends what the heading opens, such as a fold. */
  readonly close?: string;
  /** How many entries each form has. Without any the section is left out. */
  readonly entries: number;
  /** Richest first. */
  readonly forms: readonly Form[];
  /** Says that so many entries are not shown. */
  left(count: number): string;
  /** Where the rest can be read: follows whatever was shortened or left out. */
  readonly rest: string;
};

/** Yields one block of whole Markdown for each entry, lazily and in the same order in every form. */
export type Form = { readonly separator: "\n" | "\n\n"; blocks(): Iterable<string> };

/** Room to write, in code points of the smaller of the two limits. */
export type Room = { readonly size: number; readonly limits: Limits };

/** What a text takes of a room: as much as the stricter limit says, so that sizes can be added up. */
export function sizeOf(text: string, { codePoints, bytes }: Limits): number {
  let points = text.length;
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) points -= 1;
  return Math.max(points, Math.ceil((Buffer.byteLength(text) * codePoints) / bytes));
}

/** The section in the richest form that the room holds; of the shortest, as many entries as fit. */
export function renderSection(section: Section, { size, limits }: Room): string {
  if (section.entries === 0) return "";
  const frame = `${section.heading}${section.close ?? ""}`;
  const room = size - sizeOf(frame, limits) - margin;
  for (const [index, form] of section.forms.entries()) {
    const remark = index === 0 ? "" : `In short, for lack of room. ${section.rest}`.trim();
    const { blocks, whole } = take(form, room - sizeOf(remark, limits), limits);
    if (whole) return paragraphs(section.heading, blocks.join(form.separator), remark, section.close ?? "");
  }
  return shortest(section, room, limits);
}

/**
 * Several sections in one room. Where not all fit in full, room goes first to the shortest form of each,
 * so that nothing is left out of one for the sake of length in another.
 */
export function renderSections(sections: readonly Section[], { size, limits }: Room): readonly string[] {
  const texts = sections.map((section) => renderSection(section, { size, limits }));
  const wanted = texts.map((text) => sizeOf(text, limits) + margin);
  if (sum(wanted) <= size) return texts;
  const least = fairShares(
    sections.map((section, index) => Math.min(wanted[index] ?? 0, leastSize(section, { size, limits }))),
    size,
  );
  const more = fairShares(
    wanted.map((want, index) => want - (least[index] ?? 0)),
    size - sum(least),
  );
  return sections.map((section, index) =>
    renderSection(section, { size: (least[index] ?? 0) + (more[index] ?? 0), limits }),
  );
}

/** What the section takes with every entry in its shortest form. */
function leastSize(section: Section, room: Room): number {
  const form = section.forms.at(-1);
  const text = form === undefined ? "" : renderSection({ ...section, forms: [form] }, room);
  return sizeOf(text, room.limits) + sizeOf(section.rest, room.limits) + 3 * margin;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A share has to hold what was wanted with the line breaks around it. */
export const margin = 16;

/** Who wants little gets it; the others divide the rest. */
export function fairShares(wanted: readonly number[], size: number): readonly number[] {
  const shares = wanted.map(() => 0);
  const order = wanted.map((want, index) => ({ want, index })).sort((a, b) => a.want - b.want);
  let room = size;
  for (const [position, { want, index }] of order.entries()) {
    const share = Math.min(want, Math.floor(room / (order.length - position)));
    shares[index] = share;
    room -= share;
  }
  return shares;
}

function shortest(section: Section, room: number, limits: Limits): string {
  const remark = (count: number) => `${section.left(count)} ${section.rest}`.trim();
  const longestRemark = sizeOf(remark(section.entries), limits);
  const form = section.forms.at(-1);
  if (form === undefined || room < longestRemark) return "";
  const { blocks } = take(form, room - longestRemark, limits);
  const left = remark(section.entries - blocks.length);
  return paragraphs(section.heading, blocks.join(form.separator), left, section.close ?? "");
}

function take(
  form: Form,
  room: number,
  limits: Limits,
): { readonly blocks: readonly string[]; readonly whole: boolean } {
  const taken: string[] = [];
  let left = room;
  for (const block of form.blocks()) {
    left -= sizeOf(block, limits) + form.separator.length;
    if (left < 0) return { blocks: taken, whole: false };
    taken.push(block);
  }
  return { blocks: taken, whole: true };
}

/** Blocks of Markdown, an empty line between; empty ones are left out. */
export function paragraphs(...blocks: readonly string[]): string {
  return blocks.filter(Boolean).join("\n\n");
}
