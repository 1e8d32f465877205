import type { TerraformPlans } from "../../ports.ts";

/** Nobody makes plans. */
export const noTerraformPlans: TerraformPlans = {
  find: async () => ({ status: "none" }),
};
