import { expect, test } from "vitest";
import { refuseSettings } from "../../../src/checks/policy/refuse.ts";
import { noPorts, scopeOf } from "../scope.ts";

const policy = { "policies/owner.rego": "package acme\n" };

test("settings that stay, and name policies that stay, are not tried with what is compiled", async () => {
  const scope = scopeOf({ ...policy, "README.md": "# Shop\n" }, { base: policy });

  const asked = refuseSettings(scope, { standing: { deny: "warning" }, proposed: { deny: "warning" } }, noPorts);

  expect(await asked).toBeUndefined();
});

test.each([
  ["settings that change", policy, "error"],
  ["policies that change", { "policies/owner.rego": "package acme.owner\n" }, "warning"],
] as const)("%s are tried", async (_, base, deny) => {
  const scope = scopeOf(policy, { base });

  const asked = refuseSettings(scope, { standing: { deny: "warning" }, proposed: { deny } }, noPorts);

  await expect(asked).rejects.toThrow("this check has no policies");
});
