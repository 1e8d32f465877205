import { Probot, ProbotOctokit } from "probot";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { createContentsTokens } from "./contents-tokens.ts";
import type { Octokit } from "./octokit.ts";
import { paceRequests } from "./pace-requests.ts";
import { probotLog } from "./probot-log.ts";

/** Ways to GitHub: as the App itself, and as one of its installations. */
export type GitHubAccess = {
  readonly probot: Probot;
  /** Hands a stored delivery to whoever listens; rejects with what they threw. */
  receive(delivery: { readonly id: string; readonly event: string; readonly payload: object }): Promise<void>;
  /** For what only the App may ask. */
  app(): Promise<Octokit>;
  installation(id: number): Promise<Octokit>;
  /** For git over HTTP: it reads this repository and nothing else. Lives an hour, so it is asked for before every use. */
  contentsToken(installation: number, repository: number): Promise<string>;
  /** The App's numeric id: how we tell our own comments and check runs from everybody else's. */
  readonly appId: number;
  /** `https://github.com`, or the server's own address: where people read. */
  readonly webUrl: string;
};

type GitHubSettings = {
  readonly appId: number;
  readonly privateKey: string;
  /** `https://api.github.com`, or `<server>/api/v3`. */
  readonly apiUrl: string;
  readonly webUrl: string;
};

/** Signs in as the App. Tokens are Octokit's to cache; nothing of them is ever stored. */
export function createGitHubAccess(settings: GitHubSettings, clock: Clock, log: Log): GitHubAccess {
  const { appId, privateKey, apiUrl, webUrl } = settings;
  const probot = new Probot({
    appId,
    privateKey,
    baseUrl: apiUrl,
    Octokit: withOurPace(log),
    log: probotLog(log),
    // Deliveries are verified by the front. Probot only needs to have some secret that nobody knows.
    secret: crypto.randomUUID(),
  });
  const installations = new Map<number, Promise<Octokit>>();
  const installation = (id: number): Promise<Octokit> => {
    const known = installations.get(id) ?? probot.auth(id);
    installations.set(id, known);
    return known;
  };
  return {
    probot,
    appId,
    webUrl,
    receive: async ({ id, event, payload }) => {
      try {
        await probot.receive({ id, name: event, payload } as Parameters<Probot["receive"]>[0]);
      } catch (error) {
        // One delivery has one listener here.
        throw error instanceof AggregateError ? (error.errors[0] ?? error) : error;
      }
    },
    app: () => probot.auth(),
    installation,
    contentsToken: createContentsTokens(() => probot.auth(), clock),
  };
}

/** A function on purpose: given an object, Probot's own options win and every write waits for seconds. */
function withOurPace(log: Log): typeof ProbotOctokit {
  const Paced = ProbotOctokit.plugin((octokit: unknown) => {
    paceRequests(octokit as Octokit, log);
  });
  return Paced.defaults((given: object) => ({
    ...given,
    retry: { enabled: false },
    throttle: { enabled: false },
  })) as typeof ProbotOctokit;
}
