import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { openAudit } from "../adapters/database/audit.ts";
import { openChecks } from "../adapters/database/checks.ts";
import { openCommandBudget } from "../adapters/database/command-budget.ts";
import { type Database, openDatabase } from "../adapters/database/database.ts";
import { type Deliveries, openDeliveries } from "../adapters/database/deliveries.ts";
import { readGauges } from "../adapters/database/gauges.ts";
import { openOnce } from "../adapters/database/once.ts";
import { openPullRequests } from "../adapters/database/pull-requests.ts";
import { openQueue, type Queue } from "../adapters/database/queue.ts";
import { openReplies } from "../adapters/database/replies.ts";
import { openStoredPlans } from "../adapters/database/stored-plans.ts";
import { openToldReports } from "../adapters/database/told-reports.ts";
import { openWaivers } from "../adapters/database/waivers.ts";
import { createMirrors } from "../adapters/git/mirrors.ts";
import { createGitHubAccess, type GitHubAccess } from "../adapters/github/access.ts";
import { createGitHub } from "../adapters/github/github.ts";
import { signatureVerifier } from "../adapters/github/signatures.ts";
import { app } from "../app.ts";
import { messageOf, TerminalError } from "../errors.ts";
import type { FrontPorts } from "../front/ports.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { StoredPlans } from "../ports/stored-plans.ts";
import type { Judge } from "../verdicts/ports.ts";
import { runCheck } from "../verdicts/run.ts";
import { createWorker, type Worker } from "../verdicts/worker.ts";
import type { WebhookPorts } from "../webhooks/ports.ts";
import { type Listening, listen } from "./listen.ts";
import { createPlanLinks } from "./plan-links.ts";
import type { Settings } from "./settings.ts";
import { type Sweeps, startSweeps } from "./sweeps.ts";

export const roles = ["all", "web", "worker"] as const;
type Role = (typeof roles)[number];

/** What the server is given besides its settings. */
type ServerParts = {
  readonly role: Role;
  /** PATH, proxies and certificates, for git. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly log: Log;
};

export type RunningServer = {
  /** Where deliveries are taken; null for a worker, which listens nowhere. */
  readonly url: string | null;
  /** Looks for what lost deliveries and crashes left, now and not only every few minutes. */
  sweep(staleAfterMs?: number): Promise<void>;
  /** Takes no more, hands over what is running, and resolves when nothing is left open. */
  stop(): Promise<void>;
};

/** How many deliveries are worked through at once; each asks GitHub a question or two. */
const deliveriesAtOnce = 4;

/** Starts the App: front, workers, sweeps, or as many of them as the role says. */
export async function startServer(settings: Settings, parts: ServerParts): Promise<RunningServer> {
  const database = await openDatabase(chooseDatabase(settings));
  try {
    return await startOn(database, settings, parts);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function startOn(database: Database, settings: Settings, parts: ServerParts): Promise<RunningServer> {
  const { role, clock, log } = parts;
  const queue = await openQueue(database, log);
  const deliveries = openDeliveries(database.pool, queue);
  const access = createGitHubAccess(settings, clock, log);
  const plans = openStoredPlans(database.pool);
  const links = createPlanLinks(plans, settings);
  const ports = { ...webhookPorts({ database, queue, access }, settings, parts), keepPlan: links.keepPlan };
  const worker = createWorker(`${hostname()} ${randomUUID()}`, ports.checks, log);
  const sweeps = startSweeps(
    { ...ports, deliveryLog: ports.github.deliveryLog, deliveries, plans },
    role !== "web",
    database.exclusive,
  );
  if (role !== "web") await startWork({ queue, deliveries, access, ports, worker }, settings.concurrency);
  const front =
    role === "worker" ? null : await listen(settings, frontPorts({ database, deliveries, plans }, settings, parts));
  if (front !== null) links.listening(front.url);
  log.info({ role, url: front?.url }, "Fairlead is running");
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= stopAll({ front, sweeps, queue, worker, database });
    return stopped;
  };
  return { url: front?.url ?? null, sweep: sweeps.now, stop };
}

function webhookPorts(
  { database, queue, access }: { readonly database: Database; readonly queue: Queue; readonly access: GitHubAccess },
  { dataDirectory, webUrl }: Settings,
  { env, judge, clock, log }: ServerParts,
): Omit<WebhookPorts, "keepPlan"> {
  const mirrors = createMirrors({
    directory: join(dataDirectory, "mirrors"),
    env,
    remoteOf: ({ id, installation, owner, name }) => ({
      url: `${webUrl}/${owner}/${name}.git`,
      token: () => access.contentsToken(installation, id),
    }),
  });
  const github = createGitHub(access, log);
  return {
    github,
    people: github.people,
    appId: access.appId,
    checks: openChecks(database.pool, queue),
    pullRequestRecords: openPullRequests(database.pool),
    once: openOnce(database.pool),
    replies: openReplies(database.pool),
    commandBudget: openCommandBudget(database.pool),
    judge,
    waivers: openWaivers(database.pool),
    toldReports: openToldReports(database.pool),
    audit: openAudit(database.pool),
    openRepository: (repository) => mirrors.open(repository),
    clock,
    log,
    webUrl,
  };
}

function frontPorts(
  {
    database,
    deliveries,
    plans,
  }: { readonly database: Database; readonly deliveries: Deliveries; readonly plans: StoredPlans },
  { webhookSecrets }: Settings,
  { clock, log }: ServerParts,
): FrontPorts {
  return {
    verify: signatureVerifier(webhookSecrets),
    store: (delivery) => deliveries.store(delivery),
    ready: async () => void (await database.pool.query("select 1")),
    readGauges: () => readGauges(database.pool),
    openPlan: (token) => plans.open(token),
    clock,
    log,
  };
}

type Work = {
  readonly queue: Queue;
  readonly deliveries: Deliveries;
  readonly access: GitHubAccess;
  readonly ports: WebhookPorts;
  readonly worker: Worker;
};

async function startWork({ queue, deliveries, access, ports, worker }: Work, concurrency: number): Promise<void> {
  await access.probot.load(app(ports));
  await queue.work("deliveries", deliveriesAtOnce, ({ id }) => receive(id, { deliveries, access, ports }));
  await queue.work("checks", concurrency, ({ id }) => runCheck(id, worker, ports));
}

/** A delivery that fails is tried again by the queue; one that cannot succeed is put aside. */
async function receive(
  id: string,
  { deliveries, access, ports }: Pick<Work, "deliveries" | "access" | "ports">,
): Promise<void> {
  const delivery = await deliveries.begin(id);
  if (delivery === undefined) return;
  try {
    await access.receive(delivery);
    await deliveries.finish(id);
  } catch (error) {
    const hopeless = error instanceof TerminalError;
    ports.log.error(
      { delivery: id, event: delivery.event, error: messageOf(error) },
      "a delivery could not be worked through",
    );
    await deliveries.fail(id, messageOf(error), hopeless);
    if (!hopeless) throw error;
  }
}

/** The queue first takes nothing more; then what runs is told to let go, and puts itself back. */
async function stopAll(running: {
  readonly front: Listening | null;
  readonly sweeps: Sweeps;
  readonly queue: Queue;
  readonly worker: Worker;
  readonly database: Database;
}): Promise<void> {
  await running.front?.close();
  await running.sweeps.stop();
  const idle = running.queue.stop();
  await running.worker.stop();
  await idle;
  await running.database.close();
}

function chooseDatabase({ databaseUrl, dataDirectory }: Settings): Parameters<typeof openDatabase>[0] {
  return databaseUrl === undefined ? { dataDirectory } : { url: databaseUrl };
}
