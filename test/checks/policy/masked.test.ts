import { expect, test } from "vitest";
import { masked } from "../../../src/checks/policy/masked.ts";

test("whatever a Secret holds is masked, also under a field or a key that is none, and its name and type stay", () => {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "db",
      annotations: { team: "shop", "kubectl.kubernetes.io/last-applied-configuration": "VALUE" },
    },
    type: "Opaque",
    data: { a: "VALUE" },
    stringData: { b: "VALUE", "a VALUE!": "x", "another VALUE!": "x" },
    stringdata: { c: "VALUE" },
    date: "VALUE",
    immutable: { d: "VALUE" },
  };

  const seen = masked(secret);

  expect(
    JSON.stringify(masked({ kind: "List", items: [secret, { kind: "SecretList", items: [secret] }] })),
  ).not.toContain("VALUE");
  expect(JSON.stringify(masked({ kind: "SecretList", items: [{ ...secret, kind: null }] }))).not.toContain("VALUE");
  expect(seen).toEqual({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "db", annotations: { team: "shop" } },
    type: "Opaque",
    data: { a: "bWFza2Vk" },
    stringData: { b: "masked", "(no key)": "masked", "(no key 2)": "masked" },
    stringdata: { c: "masked" },
    date: "masked",
    immutable: "masked",
  });
});

test("other kinds are seen as they stand", () => {
  const map = { apiVersion: "v1", kind: "ConfigMap", data: { a: "b" } };

  expect(masked(map)).toBe(map);
});
