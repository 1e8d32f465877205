import type { RemoteChart } from "../domain/recipe.ts";

/** Charts from hosts that the operator allows; nothing else is ever fetched for a render. */
export type Charts = {
  /** Why this chart is never fetched here, in a sentence that says what to do, or null when it may be. Asks nobody. */
  refusal(chart: RemoteChart): string | null;
  /** The chart's archive, from the cache or its host. Rejects when the host fails; what it refuses is an answer. */
  fetch(chart: RemoteChart, signal?: AbortSignal): Promise<FetchedChart>;
};

export type FetchedChart =
  | {
      readonly status: "fetched";
      /** A gzipped tar, as `helm package` makes it. */
      readonly archive: Uint8Array;
      /** `sha256:…` of the archive. */
      readonly digest: string;
    }
  | { readonly status: "refused"; readonly reason: string };
