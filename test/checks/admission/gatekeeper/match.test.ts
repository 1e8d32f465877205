import fc from "fast-check";
import { expect, test } from "vitest";
import { globMatches, globMatchesGenerated } from "../../../../src/checks/admission/gatekeeper/glob.ts";
import { type KnownLabels, selects } from "../../../../src/checks/admission/gatekeeper/label-selector.ts";
import { type Candidate, matches, type NamespaceLabels } from "../../../../src/checks/admission/gatekeeper/match.ts";
import type { JsonObject } from "../../../../src/domain/json.ts";

const pod: Candidate = {
  object: { metadata: { name: "web-1", namespace: "shop", labels: { app: "web", tier: "front" } } },
  group: "",
  kind: "Pod",
  namespaced: true,
  namespace: "shop",
};
const deployment: Candidate = { ...pod, group: "apps", kind: "Deployment" };
const role: Candidate = {
  object: { metadata: { name: "admin", labels: { app: "web" } } },
  group: "rbac.authorization.k8s.io",
  kind: "ClusterRole",
  namespaced: false,
  namespace: null,
};
const namespace: Candidate = {
  object: { metadata: { name: "shop", labels: { team: "blue" } } },
  group: "",
  kind: "Namespace",
  namespaced: false,
  namespace: null,
};
const unplaced: Candidate = { ...pod, object: { metadata: { name: "web-1" } }, namespace: null };
const stranger: Candidate = { ...unplaced, group: "acme.io", kind: "Widget", namespaced: null };

/** The namespace `shop` is declared with a label, no other is. */
const labelsOf: NamespaceLabels = (name) => ({
  labels: { "kubernetes.io/metadata.name": name, ...(name === "shop" && { team: "blue" }) },
  others: name !== "shop",
});
const elsewhere: Candidate = { ...pod, namespace: "bank" };

const blue = { matchLabels: { team: "blue" } };
const notBlue = { matchExpressions: [{ key: "team", operator: "NotIn", values: ["blue"] }] };
const byName = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });

/** What Gatekeeper's documentation and its own tests of matching say, part by part. */
test.each<readonly [string, JsonObject | undefined, Candidate, boolean | "unknown"]>([
  ["nothing is asked for", undefined, pod, true],
  ["an empty match", {}, role, true],

  ["kinds: its kind and group", { kinds: [{ apiGroups: [""], kinds: ["Pod"] }] }, pod, true],
  ["kinds: its kind in another group", { kinds: [{ apiGroups: ["apps"], kinds: ["Pod"] }] }, pod, false],
  ["kinds: another kind of its group", { kinds: [{ apiGroups: ["apps"], kinds: ["StatefulSet"] }] }, deployment, false],
  ["kinds: any group", { kinds: [{ apiGroups: ["*"], kinds: ["Deployment"] }] }, deployment, true],
  ["kinds: any kind", { kinds: [{ apiGroups: ["apps"], kinds: ["*"] }] }, deployment, true],
  ["kinds: only groups", { kinds: [{ apiGroups: ["apps"] }] }, deployment, true],
  ["kinds: only kinds", { kinds: [{ kinds: ["Deployment"] }] }, deployment, true],
  ["kinds: the second entry", { kinds: [{ kinds: ["Pod"] }, { apiGroups: ["apps"] }] }, deployment, true],
  [
    "kinds: halves of two entries",
    {
      kinds: [
        { apiGroups: [""], kinds: ["Deployment"] },
        { apiGroups: ["apps"], kinds: ["Pod"] },
      ],
    },
    deployment,
    false,
  ],
  ["kinds: no entry", { kinds: [] }, pod, true],
  ["kinds: a prefix is no glob", { kinds: [{ kinds: ["Deploy*"] }] }, deployment, false],

  ["scope: any", { scope: "*" }, role, true],
  ["scope Cluster: of the cluster", { scope: "Cluster" }, role, true],
  ["scope Cluster: a Namespace", { scope: "Cluster" }, namespace, true],
  ["scope Cluster: of a namespace", { scope: "Cluster" }, pod, false],
  ["scope Namespaced: of a namespace", { scope: "Namespaced" }, pod, true],
  ["scope Namespaced: of the cluster", { scope: "Namespaced" }, role, false],
  ["scope Namespaced: a Namespace", { scope: "Namespaced" }, namespace, false],
  ["scope that is misspelt", { scope: "cluster" }, pod, true],
  ["scope Namespaced: nobody says in which", { scope: "Namespaced" }, unplaced, true],
  ["scope: nobody says of what", { scope: "Cluster" }, stranger, "unknown"],

  ["namespaces: its own", { namespaces: ["shop"] }, pod, true],
  ["namespaces: another", { namespaces: ["bank"] }, pod, false],
  ["namespaces: a prefix", { namespaces: ["sh*"] }, pod, true],
  ["namespaces: a suffix", { namespaces: ["*op"] }, pod, true],
  ["namespaces: a part", { namespaces: ["*ho*"] }, pod, true],
  ["namespaces: a star within", { namespaces: ["s*p"] }, pod, false],
  ["namespaces: of the cluster", { namespaces: ["bank"] }, role, true],
  ["namespaces: the Namespace itself", { namespaces: ["shop"] }, namespace, true],
  ["namespaces: another Namespace", { namespaces: ["bank"] }, namespace, false],
  ["namespaces: none", { namespaces: [] }, pod, true],
  ["namespaces: nobody says in which", { namespaces: ["shop"] }, unplaced, "unknown"],
  ["namespaces: nobody says of what", { namespaces: ["shop"] }, stranger, "unknown"],

  ["excludedNamespaces: its own", { excludedNamespaces: ["shop"] }, pod, false],
  ["excludedNamespaces: another", { excludedNamespaces: ["bank"] }, pod, true],
  ["excludedNamespaces: a prefix", { excludedNamespaces: ["kube-*", "sh*"] }, pod, false],
  ["excludedNamespaces: a suffix", { excludedNamespaces: ["*op"] }, pod, false],
  ["excludedNamespaces: of the cluster", { excludedNamespaces: ["*"] }, role, true],
  ["excludedNamespaces: the Namespace itself", { excludedNamespaces: ["shop"] }, namespace, false],
  ["excludedNamespaces: nobody says in which", { excludedNamespaces: ["shop"] }, unplaced, "unknown"],
  ["both: excluded wins", { namespaces: ["shop"], excludedNamespaces: ["shop"] }, pod, false],

  ["labelSelector: empty", { labelSelector: {} }, pod, true],
  ["labelSelector: its label", { labelSelector: { matchLabels: { app: "web" } } }, pod, true],
  ["labelSelector: another value", { labelSelector: { matchLabels: { app: "api" } } }, pod, false],
  ["labelSelector: one of two", { labelSelector: { matchLabels: { app: "web", tier: "back" } } }, pod, false],
  ["labelSelector: labels of nobody", { labelSelector: { matchLabels: { app: "web" } } }, unplaced, false],
  [
    "labelSelector: In",
    { labelSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["api", "web"] }] } },
    pod,
    true,
  ],
  [
    "labelSelector: NotIn",
    { labelSelector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] } },
    pod,
    false,
  ],
  [
    "labelSelector: NotIn what is not there",
    { labelSelector: { matchExpressions: [{ key: "x", operator: "NotIn", values: ["web"] }] } },
    pod,
    true,
  ],
  ["labelSelector: Exists", { labelSelector: { matchExpressions: [{ key: "tier", operator: "Exists" }] } }, pod, true],
  [
    "labelSelector: DoesNotExist",
    { labelSelector: { matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] } },
    pod,
    false,
  ],
  ["labelSelector: of the cluster", { labelSelector: { matchLabels: { app: "web" } } }, role, true],

  ["namespaceSelector: its namespace's label", { namespaceSelector: blue }, pod, true],
  ["namespaceSelector: not its namespace's label", { namespaceSelector: notBlue }, pod, false],
  ["namespaceSelector: of the cluster", { namespaceSelector: blue }, role, true],
  ["namespaceSelector: the Namespace's own label", { namespaceSelector: blue }, namespace, true],
  ["namespaceSelector: not the Namespace's own label", { namespaceSelector: notBlue }, namespace, false],
  ["namespaceSelector: empty", { namespaceSelector: {} }, elsewhere, true],
  ["namespaceSelector: a namespace that is not declared", { namespaceSelector: blue }, elsewhere, "unknown"],
  ["namespaceSelector: without, of one not declared", { namespaceSelector: notBlue }, elsewhere, "unknown"],
  ["namespaceSelector: the name of one not declared", { namespaceSelector: byName("bank") }, elsewhere, true],
  ["namespaceSelector: another name", { namespaceSelector: byName("shop") }, elsewhere, false],
  [
    "namespaceSelector: another name decides",
    { namespaceSelector: { matchLabels: { ...blue.matchLabels, ...byName("shop").matchLabels } } },
    elsewhere,
    false,
  ],
  ["namespaceSelector: nobody says in which", { namespaceSelector: blue }, unplaced, "unknown"],
  [
    "namespaceSelector: another kind decides",
    { namespaceSelector: blue, kinds: [{ kinds: ["Service"] }] },
    elsewhere,
    false,
  ],

  ["name: its own", { name: "web-1" }, pod, true],
  ["name: another", { name: "web" }, pod, false],
  ["name: a prefix", { name: "web-*" }, pod, true],
  ["name: a suffix", { name: "*-1" }, pod, true],
  ["name: empty", { name: "" }, pod, true],
  ["name: of the cluster", { name: "adm*" }, role, true],

  ["source: all", { source: "All" }, pod, true],
  ["source: what is written", { source: "Original" }, pod, true],
  ["source: what a workload makes", { source: "Generated" }, pod, false],
])("%s", (_, match, candidate, expected) => {
  const matched = matches(match, candidate, labelsOf);

  expect(typeof matched === "object" ? "unknown" : matched).toBe(expected);
});

test("a generated name matches what every such name would", () => {
  const generated = { ...pod, object: { metadata: { generateName: "web-" } } };
  const asks = (name: string) => matches({ name }, generated, labelsOf);

  expect([asks("web-*"), asks("we*"), asks("*eb*"), asks("*-1"), asks("web-1")]).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("a glob without stars is a name, and a name made from a prefix begins with it", () => {
  const word = fc.stringMatching(/^[a-z-]{0,6}$/);
  fc.assert(
    fc.property(word, word, (glob, name) => {
      expect(globMatches(glob, name)).toBe(glob === name);
      expect(globMatches(`${glob}*`, name)).toBe(name.startsWith(glob));
      expect(globMatches(`*${glob}`, name)).toBe(name.endsWith(glob));
      expect(globMatches(`*${glob}*`, name)).toBe(name.includes(glob));
      if (globMatchesGenerated(`${glob}*`, name)) expect(globMatches(`${glob}*`, `${name}x`)).toBe(true);
    }),
  );
});

test("what is known of labels never decides otherwise once all of them are known", () => {
  const key = fc.constantFrom("a", "b", "c");
  const value = fc.constantFrom("x", "y");
  const labels = fc.dictionary(key, value);
  const expression = fc.record({
    key,
    operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"),
    values: fc.array(value, { minLength: 1 }),
  });
  const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 3 }) });
  fc.assert(
    fc.property(selector, labels, fc.subarray(["a", "b", "c"]), (asked, all, hidden) => {
      const shown = Object.fromEntries(Object.entries(all).filter(([name]) => !hidden.includes(name)));
      const partly: KnownLabels = { labels: shown, others: true };
      const selection = selects(asked, partly);

      if (selection !== "unknown") expect(selects(asked, { labels: all, others: false })).toBe(selection);
    }),
  );
});
