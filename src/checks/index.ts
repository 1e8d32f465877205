import { admission } from "./admission.ts";
import type { Check } from "./check.ts";
import { deprecations } from "./deprecations.ts";
import { policy } from "./policy.ts";
import { schema } from "./schema.ts";
import { secrets } from "./secrets.ts";
import { yaml } from "./yaml.ts";

/** Every check. To add one: write its file, add its line. */
export const checks = { yaml, schema, policy, admission, secrets, deprecations } as const satisfies Record<
  string,
  Check
>;
