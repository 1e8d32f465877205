import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What one run of a whole process cost, with everything it started. */
export type Cost = {
  readonly seconds: number;
  /** Processor time of the process and its children; null where the system does not tell. */
  readonly cpuSeconds: number | null;
  /** The largest single process; null where the system does not tell. */
  readonly peakMiB: number | null;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Clock ticks a second in Linux's /proc, whatever the kernel's own. */
const ticks = 100;
const sampleEveryMs = 20;

/** Runs a command to its end. The kernel's own accounting where it tells, sampling only for memory. */
export async function timed(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Cost> {
  const cpuBefore = childrenCpu();
  const begun = performance.now();
  const child = spawn(command, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let peak = 0;
  const timer = setInterval(() => {
    for (const pid of familyOf(child.pid)) peak = Math.max(peak, highWater(pid));
  }, sampleEveryMs);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const seconds = (performance.now() - begun) / 1000;
    const cpuAfter = childrenCpu();
    return {
      seconds,
      cpuSeconds: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
      peakMiB: peak === 0 ? null : peak / 1024,
      code,
      stdout: stdout(),
      stderr: stderr(),
    };
  } finally {
    clearInterval(timer);
  }
}

/** Processor seconds of all children that have ended, as the kernel adds them up for their parent. */
function childrenCpu(): number | null {
  const fields = statOf("self");
  return fields === undefined ? null : (Number(fields[13]) + Number(fields[14])) / ticks;
}

/** The fields of /proc/PID/stat behind the name, which may hold anything. */
function statOf(pid: number | "self"): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function familyOf(root: number | undefined): readonly number[] {
  if (root === undefined || process.platform !== "linux") return [];
  const family = [root];
  for (let index = 0; index < family.length; index += 1) family.push(...childrenOf(family[index] ?? 0));
  return family;
}

function childrenOf(pid: number): readonly number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** KiB. */
export function highWater(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}
