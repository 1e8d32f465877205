import { chmod, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unprivilegedUser } from "../../adapters/database/postgres-binaries.ts";
import { temporaryFor } from "../../adapters/database/quarters.ts";
import { createLog } from "../../adapters/log.ts";
import { type Forge, type ForgeRepository, type People, startForge, type User } from "../../forge/forge.ts";
import { createJudge } from "../judge.ts";
import { startServer } from "../server.ts";
import { parseSettings } from "../settings.ts";
import type { Terminal } from "../verb.ts";
import { pushChange } from "./push.ts";

/** The local GitHub with the sample shop on it, and Fairlead installed there. */
export type Stage = {
  readonly forge: Forge;
  readonly repository: ForgeRepository;
  readonly appId: number;
  readonly botLogin: string;
  /** Writes the changes, and may do much. */
  readonly ada: User;
  /** May do as much, and writes none of them. */
  readonly grace: User;
  /** May only read. */
  readonly mallory: User;
  as(user: User): People;
  /** Clones, changes and commits as Ada, and pushes the branch by git. Answers the commit. */
  push(branch: string, message: string, change: (directory: string) => Promise<void>): Promise<string>;
  stop(): Promise<void>;
};

const sample = fileURLToPath(new URL("../../../examples/shop", import.meta.url));

/** Starts everything from nothing, in a folder that `stop` removes. */
export async function setStage(terminal: Terminal, now: () => number): Promise<Stage> {
  const folder = await mkdtemp(join(await temporaryFor(await unprivilegedUser()), "fairlead-demo-"));
  // Run by root, PostgreSQL runs as somebody else, who has to reach its own folder inside this one.
  await chmod(folder, 0o711);
  const forge = await startForge();
  const undo: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true }), () => forge.stop()];
  const stop = async () => {
    while (undo.length > 0) await undo.pop()?.();
  };
  try {
    const app = forge.app();
    const [ada, grace, mallory] = [forge.user("ada"), forge.user("grace"), forge.user("mallory")];
    const repository = await forge.repository("harbour/shop", {
      description: "A small shop's infrastructure",
      collaborators: { ada: "maintain", grace: "maintain", mallory: "read" },
      seed: sample,
    });
    repository.ruleset({ requiredChecks: [{ context: "fairlead", appId: app.appId }] });
    const parsed = parseSettings(
      {
        APP_ID: String(app.appId),
        PRIVATE_KEY: app.privateKey,
        WEBHOOK_SECRET: app.webhookSecret,
        GITHUB_URL: forge.url,
        DATABASE_URL: terminal.env.DATABASE_URL,
        FAIRLEAD_DATA_DIR: join(folder, "data"),
        HOST: "127.0.0.1",
        PORT: "0",
      },
      folder,
    );
    if (!parsed.ok) throw new Error(parsed.problems.join(" "));
    const { judge, close } = await createJudge({ ...terminal, dataDirectory: parsed.settings.dataDirectory });
    undo.push(close);
    const log = createLog((line) => (terminal.env.FAIRLEAD_DEBUG ? terminal.err(line) : undefined), now);
    const server = await startServer(parsed.settings, {
      role: "all",
      env: terminal.env,
      judge,
      clock: { now },
      log,
    });
    undo.push(() => server.stop());
    if (server.url === null) throw new Error("The server does not listen.");
    app.listenAt(`${server.url}/api/github/webhooks`);
    forge.install(app, repository);
    const clones = { count: 0 };
    return {
      forge,
      repository,
      appId: app.appId,
      botLogin: app.botLogin,
      ada,
      grace,
      mallory,
      as: (user) => forge.as(user),
      push: (branch, message, change) => {
        clones.count += 1;
        const directory = join(folder, `clone-${clones.count}`);
        return pushChange({
          directory,
          remote: { url: repository.cloneUrl, token: ada.token },
          path: terminal.env.PATH ?? "",
          branch,
          message,
          change,
        });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
