import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceIn } from "./edit.ts";
import { look } from "./look.ts";
import { type Step, sight } from "./step.ts";
import { byBot, comment, firstLine, open, recall, replies, shown } from "./telling.ts";

const deployment = "apps/web/base/deployment.yaml";

/** A rule that is proposed, and one that somebody answers for an exception of. */
export const storyOfExceptions: readonly Step[] = [
  {
    title: "A new rule is proposed",
    async act(stage, memory) {
      await stage.push("owners", "Ask for owners", (directory) =>
        writeFile(join(directory, "policies/owner.rego"), rule),
      );
      return open(stage, memory, "rule", "owners", "Ask for owners");
    },
    async see(stage, memory) {
      const { check, comments } = await look(stage, recall(memory, "rule"));
      const [sticky] = byBot(stage, comments);
      const previewed = /The new rule owner would fail (\d+) manifests in (\d+) applications/.exec(sticky?.body ?? "");
      return sight([
        [check?.conclusion === "success", `check run “fairlead”: ${shown(check)}`],
        [previewed !== null, `it is tried and not obeyed: ${previewed?.[0] ?? "not yet"}`],
      ]);
    },
  },
  {
    title: "A change needs an exception",
    async act(stage, memory) {
      await stage.push("debug", "Debug the web on its nodes", (directory) =>
        replaceIn(directory, deployment, "allowPrivilegeEscalation: false", "privileged: true"),
      );
      return open(stage, memory, "exception", "debug", "Debug the web on its nodes");
    },
    async see(stage, memory) {
      const { check } = await look(stage, recall(memory, "exception"));
      return sight([[check?.conclusion === "failure", `check run “fairlead”: ${shown(check)}`]]);
    },
  },
  {
    title: "Ada cannot excuse her own change alone",
    act: (stage, memory) =>
      comment(stage, memory, stage.ada.login, `/waive privileged-container --reason "${reason}" --for 1d`, "exception"),
    async see(stage, memory) {
      const { check, comments } = await look(stage, recall(memory, "exception"));
      const [reply] = replies(stage, memory, comments);
      return sight([
        [reply?.includes("/waive w-1") === true, `one reply: ${firstLine(reply)}`],
        [check?.conclusion === "failure", `nothing counts yet: ${shown(check)}`],
      ]);
    },
  },
  {
    title: "Grace, who has no hand in it, confirms",
    act: (stage, memory) => comment(stage, memory, stage.grace.login, "/waive w-1", "exception"),
    async see(stage, memory) {
      const { check, comments } = await look(stage, recall(memory, "exception"));
      const [sticky] = byBot(stage, comments);
      return sight([
        [check?.conclusion === "success", `check run “fairlead”: ${shown(check)}`],
        [
          sticky?.body.includes("Waived by `grace`") === true,
          "the comment says who answers for it, why, and until when",
        ],
      ]);
    },
  },
];

const reason = "A kernel trace that takes an afternoon.";

const rule = `package acme.owner

import rego.v1

# METADATA
# title: Workloads name their owner
# custom:
#   id: owner
#   severity: error
deny contains {"msg": message, "path": ["metadata"]} if {
	input.kind == "Deployment"
	not input.metadata.labels["example.com/owner"]
	message := sprintf("%q has no label example.com/owner.", [input.metadata.name])
}
`;
