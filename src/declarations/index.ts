import { argocd } from "./argocd.ts";
import type { Engine } from "./engine.ts";
import { fleet } from "./fleet.ts";
import { flux } from "./flux.ts";

/** Every engine whose objects are understood. To add one: write its file, add its line. */
export const engines = { argocd, flux, fleet } as const satisfies Record<string, Engine>;
