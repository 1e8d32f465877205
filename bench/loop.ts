import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";

/**
 * What a script of one's own does: runs the tool on every application of both checkouts, as many at once as
 * there are processors, and compares what was printed. Prints how many applications differ.
 */
export type LoopOrder = {
  readonly program: string;
  readonly checkouts: readonly [string, string];
  /** The tool's arguments for each application, the same in both checkouts. */
  readonly applications: readonly (readonly string[])[];
};

const [file = ""] = process.argv.slice(2);
const order: LoopOrder = JSON.parse(readFileSync(file, "utf8"));
const runs = order.applications.flatMap((args) => order.checkouts.map((cwd) => ({ args, cwd })));
const digests = new Map<string, string[]>();
let next = 0;
let failed = 0;

await Promise.all(Array.from({ length: availableParallelism() }, work));
const differ = [...digests.values()].filter(([one, other]) => one !== other).length;
process.stdout.write(`${differ} of ${order.applications.length} differ, ${failed} runs failed\n`);

async function work(): Promise<void> {
  for (let run = runs[next++]; run !== undefined; run = runs[next++]) {
    const printed = await promisify(execFile)(order.program, [...run.args], { cwd: run.cwd, maxBuffer: 1 << 28 }).then(
      ({ stdout }) => stdout,
      () => undefined,
    );
    if (printed === undefined) failed += 1;
    const key = JSON.stringify(run.args);
    digests.set(key, [
      ...(digests.get(key) ?? []),
      createHash("sha256")
        .update(printed ?? "")
        .digest("hex"),
    ]);
  }
}
