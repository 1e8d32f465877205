/** One line of the table. Only `missing` makes `fairlead doctor` fail. */
export type Row = {
  readonly name: string;
  readonly status: "ok" | "missing" | "absent";
  /** One sentence: what is there and where it comes from, or what to do. */
  readonly told: string;
};

export const ok = (name: string, told: string): Row => ({ name, status: "ok", told });

/** Something that is needed. */
export const missing = (name: string, told: string): Row => ({ name, status: "missing", told });

/** Something that Fairlead does without. */
export const absent = (name: string, told: string): Row => ({ name, status: "absent", told });
