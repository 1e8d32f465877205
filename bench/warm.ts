import { openClone } from "../src/adapters/git/clone.ts";
import { createJudge } from "../src/cli/judge.ts";
import type { Revision } from "../src/domain/revision.ts";
import { generateRepository } from "./repository.ts";

/**
 * A program of its own, so that its memory is its own: judges one push after the other as a server does,
 * with everything kept that is kept there, and prints the milliseconds of each and the peak memory.
 */
const [count = "2000", runs = "5"] = process.argv.slice(2);
const repository = generateRepository(Number(count), "plain", Number(runs) + 1);
const noArtifacts = { find: async () => ({ status: "awaited" as const }) };
const { judge, close } = await createJudge({
  env: process.env,
  directory: repository.directory,
  dataDirectory: `${repository.directory}/.git/bench`,
});
try {
  const clone = await openClone(repository.directory, process.env);
  const milliseconds: number[] = [];
  for (const push of repository.pushes) {
    const request = {
      base: repository.base as Revision,
      head: push as Revision,
      environments: [],
      applications: [],
      pullRequest: null,
      self: null,
      hosted: null,
      waivers: [],
      now: 0,
    };
    const begun = performance.now();
    const report = await judge(request, clone, new AbortController().signal, noArtifacts);
    if (report.conclusion !== "passed") throw new Error(`The push ${push} ${report.conclusion}.`);
    milliseconds.push(performance.now() - begun);
  }
  const [first, ...rest] = milliseconds;
  process.stdout.write(JSON.stringify({ first, rest, peakMiB: process.resourceUsage().maxRSS / 1024 }));
} finally {
  await close();
  repository.remove();
}
