import { expect, test } from "vitest";
import { gatekeeper } from "../../../src/checks/admission/gatekeeper.ts";
import { opaPath } from "../../adapters/opa/local-tools.ts";
import { say } from "./admissions.ts";

const opa = test.skipIf(opaPath === undefined);

const requiredLabels = `
apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: { name: k8srequiredlabels }
spec:
  crd:
    spec:
      names: { kind: K8sRequiredLabels }
      validation:
        openAPIV3Schema:
          type: object
          properties:
            labels: { type: array, items: { type: string } }
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package k8srequiredlabels
        violation[{"msg": msg, "details": {"missing": missing}}] {
          missing := {label | label := input.parameters.labels[_]} - {label | input.review.object.metadata.labels[label]}
          count(missing) > 0
          msg := sprintf("you must provide labels: %v", [missing])
        }
`;

const owner = `
---
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sRequiredLabels
metadata: { name: owner }
spec:
  match: { kinds: [{ apiGroups: [""], kinds: [Namespace] }] }
  parameters: { labels: [owner] }
`;

opa("a constraint refuses what its template finds", async () => {
  const objects = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Namespace
metadata: { name: bank, labels: { owner: me } }
`;

  expect(await say(gatekeeper, { rules: requiredLabels + owner, objects })).toEqual([
    'deny Namespace shop: K8sRequiredLabels/owner: you must provide labels: {"owner"}',
  ]);
});
