import { renderPlanAccepted } from "../report/replies.ts";
import type { Command } from "./command.ts";

/** `/plan`: the same head, judged once more. */
export const plan: Command = {
  usage: "/plan [-p <glob>]… [-e <environment>]…",
  summary: "Check this pull request again and show its plan.",
  permission: "write",
  options: [
    { long: "project", short: "p", takes: "list" },
    { long: "env", short: "e", takes: "list" },
  ],
  mostWords: 0,
  async run({ repository, pullRequest, options }, { requestAgain }) {
    const head = await requestAgain(repository, pullRequest);
    if (head === undefined) return "ℹ️ The pull request is closed: there is nothing to judge.\n";
    const accepted = renderPlanAccepted(head, null);
    // A verdict on a part could be taken for one on the whole.
    return options.size === 0 ? accepted : `${accepted}\nAll of it is judged, not only what the options name.\n`;
  },
};
