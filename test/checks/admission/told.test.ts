import { expect, test } from "vitest";
import type { AdmissionSettings } from "../../../src/checks/admission/settings.ts";
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

test("what an object makes too costly to evaluate weighs what its refusal would", async () => {
  const [refused] = await answersTo({
    rules: policy("Pod", 'pattern: { metadata: { labels: { team: "?*" } } }'),
    objects: pod(),
  });
  if (refused?.status !== "refused" || refused.request.object === null) throw new Error("nothing was refused");
  const { rule, request } = refused;
  const manifest = refused.request.object;
  const severity = async (exhausted: "deny" | "audit" | undefined, settings: AdmissionSettings) => {
    const answer = { status: "not-evaluated", rule, reason: "it took longer than 10 s", request, manifest } as const;
    const scope = scopeOf({ "objects.yaml": pod() });
    const told = { environment: "prod", rules: [], after: [], scope, settings };
    return (await findingsOf([{ ...answer, ...(exhausted && { exhausted }) }], told)).map((one) => one.severity);
  };

  expect(await severity(undefined, {})).toEqual(["warning"]);
  expect(await severity("deny", {})).toEqual(["error"]);
  expect(await severity("deny", { notEvaluated: "off" })).toEqual(["error"]);
  expect(await severity("deny", { level: "warn", notEvaluated: "off" })).toEqual(["warning"]);
  expect(await severity("audit", { notEvaluated: "error" })).toEqual(["error"]);
  expect(await severity("audit", {})).toEqual(["warning"]);
});
