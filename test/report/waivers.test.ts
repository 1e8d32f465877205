import fc from "fast-check";
import { expect, test } from "vitest";
import type { ToldFinding } from "../../src/domain/told-report.ts";
import type { WaiverRecord } from "../../src/domain/waiver-record.ts";
import { renderStatus, type Status } from "../../src/report/status.ts";
import * as refusals from "../../src/report/waiver-refusals.ts";
import {
  renderAlreadyWaived,
  renderAsked,
  renderGranted,
  renderWaiverWarning,
  renderWithdrawn,
} from "../../src/report/waiver-replies.ts";
import { base, head } from "./builders.ts";
import { hostileText } from "./hostile.ts";
import { calls, renderMarkdown } from "./markdown.ts";

const now = Date.UTC(2026, 10, 1, 12);
const dayMs = 24 * 60 * 60_000;

test("all replies about waivers read as their golden file", async () => {
  const other = told({ resource: "Deployment shop/api", environment: "prod" });
  const asked = waiver({ number: 8, owner: null, until: null, askedBy: "alice", state: "asked" });
  const replies = [
    renderGranted(waiver(), now),
    renderGranted(waiver({ askedBy: "alice", findings: [told(), told({ environment: "prod" }), other] }), now),
    renderAsked(asked),
    renderAlreadyWaived([waiver(), asked], now),
    renderWithdrawn(waiver()),
    renderWithdrawn(asked),
    renderWaiverWarning(waiver(), now),
  ];

  await expect(replies.join("\n===\n\n")).toMatchFileSnapshot("./replies/waivers.md");
});

test("all refusals read as their golden file", async () => {
  const waived = {
    id: "w-7",
    owner: "mona",
    reason: "r",
    ticket: null,
    until: now,
    severity: "error",
    endsSoon: false,
  } as const;
  const nothing = { word: "latest-tga", head, others: [], findings: [told()], total: 1 };
  const notAllowed = {
    author: "bob",
    environments: ["prod"],
    principals: ["team:acme/sre"],
    unknown: ["team:acme/sre"],
  };
  const replies = [
    refusals.renderClosed(),
    refusals.renderConfigBroken(".github/fairlead.yml", "main"),
    refusals.renderTooLong("30d"),
    refusals.renderNotJudged(head),
    refusals.renderMoved(head, base),
    refusals.renderMoved(head, head),
    refusals.renderNothingToWaive(nothing),
    refusals.renderNothingToWaive({ ...nothing, others: [told()] }),
    refusals.renderNothingToWaive({ ...nothing, findings: [] }),
    refusals.renderNothingToWaive({ ...nothing, total: 9_999 }),
    refusals.renderAlreadyNotice([{ waiver: waived }, { waiver: waived }]),
    refusals.renderLocked([told()]),
    refusals.renderNotWaivable([told({ check: "render", rule: "failed" })]),
    refusals.renderTooMany(201, 200),
    refusals.renderNotAllowed(notAllowed),
    refusals.renderNotAllowed({ ...notAllowed, environments: [null, "default"], principals: [], unknown: [] }),
    refusals.renderManyCommits(),
    refusals.renderConfirmedByAsker(7, "alice"),
    refusals.renderNoSuchWaiver(7, null),
    refusals.renderNoSuchWaiver(7, 41),
    refusals.renderNotAsked(7),
    refusals.renderNotOpen(7),
  ];

  await expect(replies.join("\n===\n\n")).toMatchFileSnapshot("./replies/refusals.md");
});

test("the status reads as its golden file", async () => {
  const inFile = {
    id: "file-1",
    owner: "acme/sre",
    reason: "Known",
    ticket: null,
    until: now + dayMs,
    severity: "error",
  } as const;
  const findings = [
    told(),
    told({ resource: "Deployment shop/api", fingerprint: "b" }),
    told({ rule: "probes", severity: "notice", fingerprint: "c", waiver: { ...inFile, endsSoon: true } }),
    told({ rule: "resources", fingerprint: "d", severity: "warning" }),
  ];
  const many = Array.from({ length: 7 }, (_, index) =>
    waiver({ number: 20 + index, findings: [told({ fingerprint: "z" })] }),
  );
  const given = status({
    report: { findings, total: 4 },
    waivers: [
      waiver({ findings: [told({ fingerprint: "b" })] }),
      waiver({ number: 8, state: "asked", owner: null, until: null }),
      waiver({ number: 10, state: "asked", owner: null, until: null, head: base }),
      waiver({ number: 9, baseRef: "release", findings: [told({ fingerprint: "b" })] }),
      ...many,
    ],
  });
  const replies = [
    renderStatus(given),
    renderStatus(status({ verdict: "passed" })),
    renderStatus(status({ verdict: "errored" })),
    renderStatus(status({ verdict: "judging" })),
    renderStatus(status({ verdict: "none", detailsUrl: null })),
    renderStatus(status({ state: "closed" })),
  ];

  await expect(replies.join("\n===\n\n")).toMatchFileSnapshot("./replies/status.md");
});

test("nothing about a waiver runs a command, calls anybody or brings markup, whatever was written", () => {
  fc.assert(
    fc.property(hostileText, hostileText, hostileText, (one, other, third) => {
      const finding = told({ rule: one, check: other, resource: third, environment: one, message: other });
      const hostile = waiver({
        findings: [finding, told({ resource: null, path: one })],
        reason: one,
        ticket: other,
        owner: third,
        askedBy: one,
      });
      const asked = { ...hostile, owner: null, until: null };
      const excused = told({
        ...finding,
        waiver: { id: one, owner: other, reason: third, ticket: one, until: now, severity: "error", endsSoon: false },
      });
      const replies = [
        renderGranted(hostile, now),
        renderAsked(asked),
        renderAlreadyWaived([hostile, asked], now),
        renderWithdrawn(hostile),
        renderWaiverWarning({ ...hostile, owner: `${third}!` }, now),
        refusals.renderConfigBroken(one, other),
        refusals.renderNothingToWaive({ word: one, head, others: [finding], findings: [], total: 0 }),
        refusals.renderNothingToWaive({ word: one, head, others: [], findings: [finding], total: 9 }),
        refusals.renderNotAllowed({ author: one, environments: [other], principals: [third], unknown: [one] }),
        refusals.renderAlreadyNotice([excused]),
        refusals.renderLocked([finding]),
        refusals.renderConfirmedByAsker(1, one),
        renderStatus(
          status({ report: { findings: [finding, excused], total: 2 }, waivers: [hostile, { ...asked, number: 9 }] }),
        ),
      ];
      for (const reply of replies) {
        expect(reply).not.toMatch(/^\s*\/[a-z]/im);
        expect(calls(reply)).toEqual([]);
        expect(renderMarkdown(reply).tags).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test("a warning calls its owner by the login, and nobody by anything else", () => {
  expect(calls(renderWaiverWarning(waiver({ owner: "mona" }), now))).toEqual(["@m"]);
  expect(calls(renderWaiverWarning(waiver({ owner: "acme/platform" }), now))).toEqual([]);
});

test("a table has as many cells in each row as columns, whatever stands in them", () => {
  fc.assert(
    fc.property(hostileText, hostileText, (one, other) => {
      const rows = renderStatus(
        status({ waivers: [waiver({ findings: [told({ resource: one, rule: other })], reason: other, owner: one })] }),
      )
        .split("\n")
        .filter((line) => line.startsWith("|"));

      expect(rows.map((row) => row.split("|").length)).toEqual([8, 8, 8]);
    }),
  );
});

function status(given: Partial<Status> = {}): Status {
  return {
    pullRequest: 7,
    baseRef: "main",
    head,
    state: "open",
    verdict: "failed",
    detailsUrl: "https://github.com/acme/shop/runs/4242",
    report: null,
    waivers: [],
    now,
    ...given,
  };
}

function waiver(given: Partial<WaiverRecord> = {}): WaiverRecord {
  return {
    repository: { id: 1, installation: 2, owner: "acme", name: "shop" },
    number: 7,
    pullRequest: 7,
    baseRef: "main",
    head,
    state: "granted",
    rule: "latest-tag",
    findings: [told()],
    reason: "The image is pinned with the next release",
    ticket: "OPS-7",
    durationMs: 30 * dayMs,
    askedBy: "mona",
    owner: "mona",
    until: now + 30 * dayMs,
    ...given,
  };
}

function told(given: Partial<ToldFinding> = {}): ToldFinding {
  return {
    check: "policy",
    rule: "latest-tag",
    severity: "error",
    message: "The image has the tag latest.",
    application: "web",
    environment: "dev",
    resource: "Deployment shop/web",
    path: "web.yaml",
    fingerprint: "a",
    locked: false,
    waiver: null,
    ...given,
  };
}
