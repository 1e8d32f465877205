import fc from "fast-check";
import type { Report } from "../../src/domain/report.ts";
import { application, change, finding, planned, report, resource } from "./builders.ts";

/** Pieces that mean something to Markdown, GitHub, a terminal or a browser. */
const pieces = [
  "@octocat",
  "@acme/platform",
  "#1",
  "GH-7",
  "acme/shop#9",
  "https://github.com/acme/shop/issues/3",
  "www.example.com",
  "someone@example.com",
  "<script>alert(1)</script>",
  "<img src=x onerror=y>",
  "<!-- fairlead -->",
  "</details>",
  "</summary>",
  "&lt;b&gt;",
  "&#64;octocat",
  "```",
  "````diff",
  "`",
  "``",
  "~~~",
  "\n",
  "\r\n",
  "\n\n",
  "\u2028",
  "\u0085",
  "/plan",
  "\n/sync prod",
  "[x](javascript:alert(1))",
  "![x](https://example.com/x.png)",
  "[x]: https://example.com",
  "|",
  "\\|",
  "\\",
  "$x$",
  "$`x`$",
  "**",
  "__",
  "~~",
  "# ",
  "- ",
  "1. ",
  "> ",
  "---",
  "    ",
  "\t",
  "\u001b[31m",
  "\u001b]8;;https://example.com\u0007",
  "\u202e",
  "\u200b",
  "\ufeff",
  "\u0000",
  "\ud800",
  "😀",
  "a",
  "word",
  " ",
] as const;

/** Text as an attacker, or an accident, would write it. */
export const hostileText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(""));

/** A report every text of which is hostile. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .tuple(hostileText, hostileText, hostileText, hostileText, hostileText, fc.boolean(), fc.boolean())
  .map(([name, path, message, value, other, errored, destructive]) =>
    report({
      applications: [
        planned({ name, environment: other, path }, [
          change({
            action: destructive ? "delete" : "update",
            risks: destructive ? ["deletes-stateful"] : [],
            id: resource({ kind: value, name, namespace: other }),
            fields: [
              { path: message, before: value, after: other },
              { path, before: { [name]: value }, after: [other, message] },
            ],
            sources: [{ path, line: 3 }],
          }),
        ]),
        ...(errored
          ? [
              {
                application: application({ name: other }),
                status: "errored",
                reason: message,
                plan: { status: "unknown", reason: value },
              } as const,
            ]
          : []),
      ],
      findings: [
        finding({
          check: name,
          rule: other,
          message,
          path,
          application: name,
          environment: value,
          resource: other,
          remediation: value,
          link: other,
        }),
        finding({ severity: "warning", message: value, application: null, environment: null, resource: null }),
      ],
      errors: errored ? [value] : [],
      notes: [message],
      preview: [other],
    }),
  );
