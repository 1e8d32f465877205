import type { Permission } from "../ports/github.ts";

const ranks: readonly Permission[] = ["none", "read", "triage", "write", "maintain", "admin"];

/** Whether someone who has this permission has that one too. */
export function atLeast(has: Permission, needs: Permission): boolean {
  return ranks.indexOf(has) >= ranks.indexOf(needs);
}
