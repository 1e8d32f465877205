import type { PolicyBundles } from "../../../src/ports/policy-bundles.ts";

/** Nothing is asked for, and nothing is fetched. */
export const noBundles: PolicyBundles = {
  required: () => [],
  fetch: () => Promise.resolve({ status: "refused", reason: "the operator allows no bundles" }),
};
