import type { Engine } from "./engine.ts";

/** Every engine whose objects are understood. To add one: write its file, add its line. */
export const engines = {} as const satisfies Record<string, Engine>;
