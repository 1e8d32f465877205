import fc from "fast-check";
import sanitizeHtml from "sanitize-html";
import { expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { parseFilter } from "../../src/pages/filter.ts";
import { renderPlanPage } from "../../src/pages/plan-page.ts";
import type { StoredPlan } from "../../src/ports/stored-plans.ts";
import { base, change, finding, head, planned, report, resource } from "../report/builders.ts";
import { hostileReport, hostileText } from "../report/hostile.ts";

const repositoryUrl = "https://github.com/acme/shop";

test("every change stands with all its fields, its reasons, and the line it comes from", async () => {
  const page = await show();

  expect(page).toContain("Deployment shop/web");
  expect(page).toContain("- spec.replicas: 2");
  expect(page).toContain("+ spec.replicas: 3");
  expect(page).toContain(`${repositoryUrl}/blob/${head}/apps/web/base/deployment.yaml#L8`);
  expect(page, "what is deleted stands in the base").toContain(`${repositoryUrl}/blob/${base}/apps/db/claim.yaml#L1`);
  expect(page).toContain("It holds data, which may be gone for good with it.");
  expect(page).toContain("latest-tag");
});

test("the matrix counts each application in each environment, and leads to their changes", async () => {
  const rows = (await show()).match(/<tr>.*?<\/tr>/gs) ?? [];

  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/staging.*prod/s);
  expect(rows.find((row) => row.includes("web"))).toContain('href="?application=web&amp;environment=prod#changes"');
  expect(rows.find((row) => row.includes("db"))).toContain("1 to delete");
});

test.each([
  ["application=db", ["PersistentVolumeClaim"], ["Deployment", "latest-tag"]],
  ["environment=staging", ["Deployment"], ["PersistentVolumeClaim", "latest-tag"]],
  ["action=delete", ["PersistentVolumeClaim", "latest-tag"], ["Deployment shop/web</code> <span"]],
  ["action=nonsense&page=-3", ["Deployment", "PersistentVolumeClaim"], []],
])("?%s shows that part alone", async (query, shown, left) => {
  const changes = (await show(query)).split('<h2 id="changes">')[1] ?? "";

  for (const words of shown) expect(changes).toContain(words);
  for (const words of left) expect(changes).not.toContain(words);
});

test("what is waived says who answers for it, why and until when, and what the baseline has says so", async () => {
  const waiver = {
    id: "w-7",
    owner: "mona",
    reason: "Pinned with the <next> release",
    ticket: "OPS-7",
    until: Date.UTC(2026, 11, 1),
    severity: "error",
    endsSoon: false,
  } as const;
  const excused = [
    finding({ severity: "notice", waiver }),
    finding({ rule: "probes", severity: "notice", baseline: "warning" }),
  ];

  const page = await renderPlanPage(stored([planned({}, [])], excused), parseFilter(new URLSearchParams()), "token");

  expect(page).toContain(">waived error</span>");
  expect(page).toContain(
    "Waived by <code>mona</code> until 2026-11-30: Pinned with the &lt;next&gt; release · OPS-7 · <code>w-7</code>",
  );
  expect(page).toContain(">warning of the baseline</span>");
});

test("a plan too long for one page is on several, each change on one of them", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `number-${index}-`);
  const text = "x".repeat(20_000);
  const changes = names.map((name) =>
    change({ id: resource({ name }), fields: [{ path: "data.text", before: null, after: text }] }),
  );
  const plan = stored([planned({}, changes)]);
  const pages: string[] = [];
  for (let page = 1; page <= 10; page += 1) {
    pages.push(await renderPlanPage(plan, parseFilter(new URLSearchParams({ page: String(page) })), "token"));
    if (!pages.at(-1)?.includes(">Next<")) break;
  }

  expect(pages.length).toBeGreaterThan(1);
  for (const name of names) expect(pages.filter((page) => page.includes(`shop/${name}`))).toHaveLength(1);
  for (const page of pages) expect(page.length).toBeLessThan(1_000_000);
});

test("whatever names, paths and values hold, the page has our elements and addresses only", async () => {
  const tags = "html head meta title style body main h1 h2 h3 p a code strong br div span details summary pre ul li";
  const forms = "form label select option button table thead tbody tr th td time footer";
  const known = new Set(`${tags} ${forms}`.split(" "));
  const attributes = /^(?:lang|charset|name|content|class|id|href|method|action|value|selected|datetime|open)$/;
  await fc.assert(
    fc.asyncProperty(hostileReport, hostileText, async (hostile, text) => {
      const query = new URLSearchParams({ environment: text.slice(0, 3) });
      const pages = await Promise.all(
        [new URLSearchParams(), query].map((each) =>
          renderPlanPage({ ...stored([]), report: everywhere(hostile, text) }, parseFilter(each), "token"),
        ),
      );
      const page = pages.join("\n");
      const strange: string[] = [];
      sanitizeHtml(page, {
        onOpenTag: (name, given) => {
          if (!known.has(name)) strange.push(name);
          for (const [key, value] of Object.entries(given)) {
            if (!attributes.test(key)) strange.push(`${name} ${key}`);
            if (key === "href" && !/^(?:\?|token\.|https?:\/\/)/.test(value)) strange.push(value);
          }
        },
      });
      expect(strange).toEqual([]);
      // What a form sends back is as it was; tabs belong to texts.
      expect(page.replaceAll(/ value="[^"]*"/g, "")).not.toMatch(/(?![\n\t])\p{Cc}|[\u200b\u202e\ufeff]/u);
    }),
    { numRuns: 200 },
  );
});

/** The text also where a report of plain manifests has none. */
function everywhere(hostile: Report, text: string): Report {
  const risky = change({ risks: ["replaces"], reasons: { replaces: text }, movedFrom: text });
  const drifted = planned({ name: text }, [risky], {
    plan: { status: "known", changes: [risky], drift: [risky], ignored: 1, note: text },
  });
  return {
    ...hostile,
    applications: [...hostile.applications, drifted],
    untouched: [{ name: text, environment: text }],
  };
}

function show(query = ""): Promise<string> {
  const removed = change({
    action: "delete",
    apiVersion: "v1",
    id: resource({ group: "", kind: "PersistentVolumeClaim", name: "db" }),
    fields: [],
    risks: ["deletes-stateful"],
    sources: [{ path: "apps/db/claim.yaml", line: 1 }],
  });
  const plan = stored(
    [
      planned({ environment: "staging" }, [change()]),
      planned({ environment: "prod" }, [change({ fields: [{ path: "spec.replicas", before: 4, after: 5 }] })]),
      planned({ name: "db", environment: "prod" }, [removed]),
    ],
    [finding({ application: "web", environment: "prod" })],
  );
  return renderPlanPage(plan, parseFilter(new URLSearchParams(query)), "token");
}

function stored(
  applications: Report["applications"],
  findings: readonly ReturnType<typeof finding>[] = [],
): StoredPlan {
  return {
    repository: { owner: "acme", name: "shop" },
    pullRequest: 7,
    repositoryUrl,
    at: Date.UTC(2026, 0, 2, 3, 4),
    report: report({ applications, findings }),
  };
}
