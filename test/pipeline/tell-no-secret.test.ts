import { expect, test } from "vitest";
import type { JudgedApplication } from "../../src/checks/check.ts";
import type { Finding } from "../../src/domain/finding.ts";
import { tellNoSecret } from "../../src/pipeline/tell-no-secret.ts";
import { manifestsOf } from "../checks/scope.ts";

const source = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      containers:
        - name: web
          env:
            - { name: DB_PASSWORD, value: 'correct"horse' }
            - { name: ADMIN_PIN_PASSWORD, value: 8273645 }
            - { name: LOG_LEVEL, value: debug }
`;

test("what a rule repeats of a secret value in an environment is hidden wherever it says it", async () => {
  const said = await tell({
    message: 'DB_PASSWORD is correct"horse, written "correct\\"horse", and LOG_LEVEL is debug',
    remediation: "do not use 8273645",
    link: "https://wiki.example.com/8273645",
  });
  expect(said).toMatchObject({
    message: 'DB_PASSWORD is (hidden), written "(hidden)", and LOG_LEVEL is debug',
    remediation: "do not use (hidden)",
    link: "https://wiki.example.com/(hidden)",
  });
});

test("sentences about no resource hide the values of all of them", async () => {
  const words = { findings: [], errors: ["at 8273645"], preview: ["of 8273645"], notes: ["by 8273645"] };
  expect(await tellNoSecret(words, { applications: [application()] })).toEqual({
    findings: [],
    errors: ["at (hidden)"],
    preview: ["of (hidden)"],
    notes: ["by (hidden)"],
  });
  expect(await tell({ message: "at 8273645", application: null, resource: null })).toMatchObject({
    message: "at (hidden)",
  });
});

test("a credential known by its form is hidden, whatever it is the value of", async () => {
  const { message } = await tell({
    message: "the address is postgres://app:gT5kQ9wLm2@db:5432/shop, which is refused",
  });
  expect(message).not.toContain("gT5kQ9wLm2");
  expect(message).toContain("which is refused");
});

test("a finding that repeats no secret stays the very same", async () => {
  const given = finding({ message: "LOG_LEVEL is debug" });
  const { findings } = await tellNoSecret({ findings: [given], errors: [], preview: [], notes: [] }, scope());
  expect(findings[0]).toBe(given);
});

async function tell(part: Partial<Finding>): Promise<Finding> {
  const words = { findings: [finding(part)], errors: [], preview: [], notes: [] };
  const [told] = (await tellNoSecret(words, scope())).findings;
  return told ?? finding({});
}

function scope() {
  return { applications: [application()] };
}

function application(): JudgedApplication {
  const manifests = manifestsOf("shop/web.yaml", source);
  return {
    application: { name: "shop", environment: "prod", path: "shop", renderer: "plain", why: "" },
    manifests,
    subjects: manifests.map((manifest) => ({ old: null, new: manifest, change: null })),
    plan: { status: "known", changes: [], ignored: 0 },
  };
}

function finding(part: Partial<Finding>): Finding {
  return {
    check: "policy",
    rule: "env",
    severity: "error",
    message: "",
    path: "shop/web.yaml",
    line: 1,
    application: "shop",
    environment: "prod",
    resource: "Deployment shop/web",
    ...part,
  };
}
