import type { Engine } from "./engine.ts";
import { flux } from "./flux.ts";

/** Every engine whose objects are understood. To add one: write its file, add its line. */
export const engines = { flux } as const satisfies Record<string, Engine>;
