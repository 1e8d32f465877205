import { expect, test } from "vitest";
import { toldReport } from "../../src/domain/told-report.ts";
import { finding } from "../report/builders.ts";

const fingerprint = "f".repeat(64);

test("what fails, warns or is waived is kept; what is only said, or has no fingerprint, is not", () => {
  const waiver = {
    id: "w-1",
    owner: "bob",
    reason: "r",
    ticket: null,
    until: 20,
    severity: "error",
    endsSoon: false,
  } as const;
  const told = toldReport({
    findings: [
      finding({ severity: "error", fingerprint }),
      finding({ severity: "warning", fingerprint, locked: true }),
      finding({ severity: "notice", fingerprint }),
      finding({ severity: "error" }),
      finding({ severity: "notice", fingerprint, waiver }),
      finding({ severity: "notice", fingerprint, waiver: { ...waiver, id: "file-1", until: 10 } }),
    ],
  });

  expect(told.findings.map(({ severity, locked, waiver: one }) => [severity, locked, one?.id])).toEqual([
    ["error", false, undefined],
    ["warning", true, undefined],
    ["notice", false, "w-1"],
    ["notice", false, "file-1"],
  ]);
  expect(told).toMatchObject({ total: 4, waivers: ["w-1", "file-1"], waivedUntil: 10 });
});

test("a report with no waiver ends with none, and a huge one is cut and counted", () => {
  const many = Array.from({ length: 3_000 }, () =>
    finding({ severity: "error", fingerprint, message: "x".repeat(999) }),
  );

  const told = toldReport({ findings: many });

  expect([told.findings.length, told.total, told.waivedUntil]).toEqual([2_000, 3_000, null]);
  expect(told.findings[0]?.message).toHaveLength(300);
});
