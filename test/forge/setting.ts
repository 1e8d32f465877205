import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import type { AppOptions } from "../../src/forge/apps.ts";
import {
  type Forge,
  type ForgeOptions,
  type ForgeRepository,
  type Installation,
  type RegisteredApp,
  startForge,
} from "../../src/forge/forge.ts";

type Received = {
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
  readonly body: Payload;
};
type Payload = { readonly action?: string; readonly [name: string]: unknown };

/** One forge with an App that listens, a repository it is installed on, and a maintainer. */
export type Setting = {
  readonly forge: Forge;
  readonly app: RegisteredApp;
  readonly repository: ForgeRepository;
  readonly installation: Installation;
  readonly received: Received[];
  /** `event.action` of each delivery, in the order they came. */
  events(): readonly string[];
  /** The App's client with an installation token. */
  octokit: Octokit;
  /** The App's client with its JWT. */
  appOctokit: Octokit;
  /** What the receiver answers from now on. */
  answerWith(status: number): void;
  stop(): Promise<void>;
};

export const manifest =
  'kind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: "1"\n  b: "2"\n  c: "3"\n  d: "4"\n  e: "5"\n';

export async function createSetting(
  options: ForgeOptions & { readonly app?: AppOptions; readonly private?: boolean } = {},
): Promise<Setting> {
  const forge = await startForge(options);
  const received: Received[] = [];
  let status = 202;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      received.push({ headers: { ...(request.headers as { [name: string]: string }) }, text, body: JSON.parse(text) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((fulfil) => receiver.listen(0, "127.0.0.1", fulfil));
  const { port } = receiver.address() as AddressInfo;

  const app = forge.app({ ...options.app, webhookUrl: `http://127.0.0.1:${port}/` });
  forge.user("mona");
  forge.user("outsider");
  const repository = await forge.repository("acme/shop", {
    private: options.private ?? false,
    collaborators: { mona: "maintain" },
    seed: { "README.md": "# Shop\n", "apps/web/config.yaml": manifest },
  });
  const installation = forge.install(app, repository);
  await forge.idle();

  const auth = { appId: app.appId, privateKey: app.privateKey, installationId: installation.id };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return {
    forge,
    app,
    repository,
    installation,
    received,
    events: () =>
      received.map(({ headers, body }) => [headers["x-github-event"], body.action].filter(Boolean).join(".")),
    octokit: new Octokit({ authStrategy: createAppAuth, auth, baseUrl: forge.apiUrl, log }),
    appOctokit: new Octokit({
      authStrategy: createAppAuth,
      auth: { appId: app.appId, privateKey: app.privateKey },
      baseUrl: forge.apiUrl,
      log,
    }),
    answerWith(next) {
      status = next;
    },
    async stop() {
      await forge.stop();
      receiver.closeAllConnections();
      await new Promise((fulfil) => receiver.close(fulfil));
    },
  };
}

/** The permissions of an App that changes nobody's contents. */
export const reading = { checks: "write", contents: "read", issues: "write", pull_requests: "write" } as const;

export const place = { owner: "acme", repo: "shop" } as const;

/** A branch that changes the fourth entry, and its pull request. */
export async function openChange(
  { forge, repository }: Setting,
  branch = "change",
  files?: { [path: string]: string | null },
) {
  await repository.commit({
    branch,
    author: "mona",
    message: "Change b",
    files: files ?? { "apps/web/config.yaml": manifest.replace('b: "2"', 'b: "20"') },
  });
  return forge.as("mona").openPullRequest(repository.fullName, { title: "Change b", head: branch });
}
