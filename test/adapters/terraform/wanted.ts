import type { HostedWanted } from "../../../src/adapters/terraform/hosted-wanted.ts";
import { parseRevision } from "../../../src/domain/revision.ts";

export const head = parseRevision("9c41d7e8802b4f36b5ea1d2c3f40516273849506")!;

/** The plan of `live/prod` in `acme/infra`, wanted for a pull request from a branch of its own. */
export function wanted(parts: Partial<HostedWanted> = {}): HostedWanted {
  return {
    source: { from: "artifact", artifact: "fairlead-plan", workflow: null },
    repository: { id: 1, installation: 2, owner: "acme", name: "infra" },
    root: "live/prod",
    environment: "prod",
    variableFiles: [],
    readFiles: async () => new Map(),
    base: null,
    head,
    pullRequest: { number: 7, fork: false },
    ...parts,
  };
}

export const planJson = { format_version: "1.2", resource_changes: [] };
