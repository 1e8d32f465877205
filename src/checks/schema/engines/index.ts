import generated from "../../kubernetes/engines.json" with { type: "json" };
import type { Described, EngineSchemas } from "./describe.ts";
import { fleet } from "./fleet.ts";
import { jenkinsX } from "./jenkins-x.ts";
import { withNewerFields } from "./newer.ts";
import { tekton } from "./tekton.ts";

/** Engines whose custom resources are known without their definitions in the repository. Argo CD's and Flux's are generated. */
const engines: readonly EngineSchemas[] = [withNewerFields(generated), tekton, fleet, jenkinsX];

const kinds: ReadonlyMap<string, string> = new Map(engines.flatMap((engine) => Object.entries(engine.kinds)));

export const engineDefinitions: readonly (readonly [string, Described])[] = engines.flatMap((engine) =>
  Object.entries(engine.definitions),
);

/** The definition of an engine's kind, by its name among all definitions. */
export function engineKind(apiVersion: string, kind: string): string | undefined {
  return kinds.get(`${apiVersion}/${kind}`);
}
