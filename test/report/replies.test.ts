import fc from "fast-check";
import { expect, test } from "vitest";
import {
  closestName,
  renderCommandFailed,
  renderHelp,
  renderPlanAccepted,
  renderRefused,
  renderUnknownCommand,
  renderUsage,
  renderWrongUsage,
} from "../../src/report/replies.ts";
import { head } from "./builders.ts";
import { hostileText } from "./hostile.ts";
import { calls, renderMarkdown } from "./markdown.ts";

const plan = {
  usage: "/plan [-p <application>] [-e <environment>]",
  summary: "Render, judge and plan this pull request once more.",
  permission: "write",
};
const help = { usage: "/help [<command>]", summary: "Show this table.", permission: "read" };

test("all replies read as their golden file", async () => {
  const replies = [
    renderHelp([plan, help]),
    renderUsage(plan),
    renderWrongUsage("There is no environment `qa`.", plan),
    renderRefused({ author: "mallory", usage: "/plan", needs: "write", has: "read" }),
    renderPlanAccepted(head, "https://github.com/acme/shop/runs/4242"),
    renderUnknownCommand("paln", ["plan", "help"]),
    renderUnknownCommand("deploy", ["plan", "help"]),
    renderCommandFailed("/plan", "GitHub did not answer."),
  ];

  await expect(replies.join("\n---\n\n")).toMatchFileSnapshot("./replies/all.md");
});

test("no reply runs a command, calls anybody or brings markup, whatever was written", () => {
  fc.assert(
    fc.property(hostileText, hostileText, (one, other) => {
      const replies = [
        renderHelp([{ usage: `/${one}`, summary: other, permission: one }]),
        renderUsage({ usage: `/${one}`, summary: other, permission: one }),
        renderWrongUsage(one, { usage: other }),
        renderRefused({ author: one, usage: `/${other}`, needs: one, has: other }),
        renderPlanAccepted(head, one),
        renderUnknownCommand(one, [other]),
        renderCommandFailed(one, other),
      ];
      for (const reply of replies) {
        expect(reply).not.toMatch(/^\s*\/[a-z]/im);
        expect(calls(reply)).toEqual([]);
        expect(renderMarkdown(reply).tags).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test("a slip of a finger finds its command, and another word does not", () => {
  expect(closestName("paln", ["plan", "help"])).toBe("plan");
  expect(closestName("deploy", ["plan", "help"])).toBeUndefined();
  expect(closestName("pla", ["plan", "help"])).toBe("plan");
  expect(closestName("rollbak", ["rollback", "lock"])).toBe("rollback");
  expect(closestName("constructor", ["plan"])).toBeUndefined();
});
