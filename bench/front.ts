import { spawn } from "node:child_process";
import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { quantile } from "./table.ts";
import { highWater } from "./timed.ts";

export type FrontResult = {
  readonly deliveries: number;
  readonly atOnce: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakMiB: number | null;
};

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const secret = "a secret of the benchmark";

/**
 * A real server on the embedded PostgreSQL in a process of its own, and signed deliveries over HTTP, each
 * stored with its job before it is answered. Workers are off: nothing asks GitHub.
 */
export async function measureFront(deliveries: number, atOnce: number): Promise<FrontResult> {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-front-"));
  // As root, PostgreSQL runs as somebody else, who has to get in here.
  chmodSync(directory, 0o755);
  const port = await freePort();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const child = spawn(process.execPath, [main, "serve", "--role", "web"], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      APP_ID: "1",
      PRIVATE_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      WEBHOOK_SECRET: secret,
      FAIRLEAD_DATA_DIR: join(directory, "data"),
      HOST: "127.0.0.1",
      PORT: String(port),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  try {
    const url = `http://127.0.0.1:${port}`;
    await untilReady(url, () => child.exitCode !== null, said);
    await deliver(url, Math.min(200, deliveries), atOnce);
    const begun = performance.now();
    const latencies = await deliver(url, deliveries, atOnce);
    const seconds = (performance.now() - begun) / 1000;
    const peak = child.pid === undefined ? 0 : highWater(child.pid);
    return {
      deliveries,
      atOnce,
      perSecond: deliveries / seconds,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      peakMiB: peak === 0 ? null : peak / 1024,
    };
  } finally {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(directory, { recursive: true, force: true });
  }
}

async function untilReady(url: string, hasEnded: () => boolean, said: readonly Buffer[]): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (hasEnded()) break;
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await delay(100);
  }
  throw new Error(`The server did not start: ${Buffer.concat(said).toString("utf8").trim().slice(0, 500)}`);
}

/** The milliseconds of each; as many run at once as asked. */
async function deliver(url: string, count: number, atOnce: number): Promise<number[]> {
  const latencies: number[] = [];
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      latencies.push(await deliverOne(url));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return latencies;
}

async function deliverOne(url: string): Promise<number> {
  const body = payload();
  const headers = {
    "content-type": "application/json",
    "x-github-delivery": randomUUID(),
    "x-github-event": "push",
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
  const begun = performance.now();
  const response = await fetch(`${url}/api/github/webhooks`, { method: "POST", headers, body });
  await response.text();
  if (response.status !== 202) throw new Error(`A delivery was answered with ${response.status}.`);
  return performance.now() - begun;
}

/** About as long as GitHub's own: a push with ten commits is some 8 KiB. */
function payload(): string {
  const commits = Array.from({ length: 10 }, (_, index) => ({
    id: randomUUID(),
    message: `change ${index} ${"x".repeat(400)}`,
    modified: [`apps/web/service-${index}/deployment.yaml`],
  }));
  return JSON.stringify({ ref: "refs/heads/topic", installation: { id: 1 }, repository: { id: 1 }, commits });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("There is no free port.");
  return address.port;
}
