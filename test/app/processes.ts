import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Setting } from "./setting.ts";
import { until } from "./setting.ts";

/** One `fairlead serve` in a process of its own, as an operator starts it. */
export type Server = {
  readonly child: ChildProcess;
  /** Every line it has logged. */
  log(): readonly string[];
  /** Where it listens; null for a worker. Rejects when it ends before it runs. */
  readonly running: Promise<string | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
};

type Logged = { readonly message: string; readonly url?: string | null };

/** Starts the program with nothing but what `.env` would say. */
export function serve(
  { settings }: Setting,
  program: readonly string[],
  variables: Readonly<Record<string, string>>,
): Server {
  const [file = process.execPath, ...args] = program;
  const child = spawn(file, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      APP_ID: String(settings.appId),
      PRIVATE_KEY: settings.privateKey,
      WEBHOOK_SECRET: settings.webhookSecrets[0],
      GITHUB_URL: settings.webUrl,
      FAIRLEAD_DATA_DIR: settings.dataDirectory,
      HOST: "127.0.0.1",
      PORT: "0",
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const log = () => said.split("\n").filter(Boolean);
  return {
    child,
    log,
    running: until(() => {
      const line = log().find((one) => one.includes("Fairlead is running"));
      if (line === undefined) throw new Error(`It does not run yet. It said:\n${said}`);
      const { url = null }: Logged = JSON.parse(line);
      return url;
    }),
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, "exit");
    },
  };
}
