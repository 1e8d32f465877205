import generated from "../../kubernetes/engines.json" with { type: "json" };
import type { Described, EngineSchemas } from "./describe.ts";
import { fleet } from "./fleet.ts";
import { jenkinsX } from "./jenkins-x.ts";
import { withNewerFields } from "./newer.ts";
import { tekton } from "./tekton.ts";
import { tektonTriggers } from "./tekton-triggers.ts";

const argoCd: EngineSchemas = {
  release: "Argo CD 3.5",
  kinds: kindsOf((group) => group === "argoproj.io"),
  definitions: withNewerFields(generated.definitions),
};

/** Its definitions are among those above. */
const flux: EngineSchemas = {
  release: "Flux 2.9",
  kinds: kindsOf((group) => group.endsWith(".fluxcd.io")),
  definitions: {},
};

function kindsOf(isOwn: (group: string) => boolean): EngineSchemas["kinds"] {
  return Object.fromEntries(
    Object.entries(generated.kinds).filter(([name]) => isOwn(name.slice(0, name.indexOf("/")))),
  );
}

/** Engines whose custom resources are known without their definitions in the repository. */
const engines: readonly EngineSchemas[] = [argoCd, flux, tekton, tektonTriggers, fleet, jenkinsX];

export type EngineKind = { readonly definition: string; readonly release: string };

const kinds: ReadonlyMap<string, EngineKind> = new Map(
  engines.flatMap(({ kinds: own, release }) =>
    Object.entries(own).map(([name, definition]) => [name, { definition, release }]),
  ),
);

export const engineDefinitions: readonly (readonly [string, Described])[] = engines.flatMap((engine) =>
  Object.entries(engine.definitions),
);

/** An engine's kind: its definition, by its name among all of them, and the release that it is of. */
export function engineKind(apiVersion: string, kind: string): EngineKind | undefined {
  return kinds.get(`${apiVersion}/${kind}`);
}
