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
  async run({ options }) {
    // A verdict on a part could be taken for one on the whole.
    const text = options.size === 0 ? "" : "All of it is judged, not only what the options name.\n";
    return { text, done: true, again: true };
  },
};
