import type { StoredPlans } from "../ports/stored-plans.ts";
import type { VerdictPorts } from "../verdicts/ports.ts";
import type { Settings } from "./settings.ts";

type PlanLinks = Pick<VerdictPorts, "keepPlan"> & {
  /** The front is there now, at this address. */
  listening(url: string): void;
};

/** Plans are kept only where somebody could follow their links: at the public address, or on this machine. */
export function createPlanLinks(
  plans: Pick<StoredPlans, "keep">,
  { publicUrl, host }: Pick<Settings, "publicUrl" | "host">,
): PlanLinks {
  let address = publicUrl;
  return {
    listening: (url) => {
      if (isLocal(host)) address ??= url;
    },
    keepPlan: async (plan) => {
      const token = address === undefined ? null : await plans.keep(plan);
      return token === null ? null : `${address}/plans/${token}`;
    },
  };
}

/** Whoever reads what is said there can reach what listens there. */
function isLocal(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
