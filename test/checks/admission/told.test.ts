import { expect, test } from "vitest";
import { findingsOf } from "../../../src/checks/admission/told.ts";
import { scopeOf } from "../scope.ts";
import { answersTo, pod, policy } from "./kyverno/asked.ts";

test("no setting lowers any rule of a policy that the operator asks for, and that of a namesake it does", async () => {
  const rules = policy("Pod", 'pattern: { metadata: { labels: { team: "?*" } } }');
  const answers = await answersTo({ rules, objects: pod() });
  const scope = scopeOf({ "objects.yaml": pod() });
  const [answer] = answers;
  const manifest = answer?.status === "refused" ? (answer.request.object ?? undefined) : undefined;
  if (manifest === undefined) throw new Error("nothing was refused");
  const levels = async (name: string) => {
    const required = {
      manifest: { ...manifest, id: { ...manifest.id, kind: "ClusterPolicy", name } },
      from: "the operator",
    };
    const placed = { ...required, required: true as const, environment: null, outside: true as const };
    const told = { environment: "prod", rules: [placed], after: [], scope, settings: { level: "warn" as const } };
    return (await findingsOf(answers, told)).map(({ severity, locked }) => [severity, locked]);
  };

  expect(await levels("p")).toEqual([["error", true]]);
  expect(await levels("p-too")).toEqual([["warning", undefined]]);
});
