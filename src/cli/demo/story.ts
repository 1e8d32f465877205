import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../errors.ts";
import { replaceIn } from "./edit.ts";
import { look, reactions } from "./look.ts";
import { type Expectation, type Step, sight } from "./step.ts";
import { storyOfExceptions } from "./story-of-exceptions.ts";
import { storyOfSources } from "./story-of-sources.ts";
import { byBot, comment, everything, firstLine, open, recall, replies, shown } from "./telling.ts";

const password = "tide-and-timber-1887";
const apiDeployment = "apps/api/base/deployment.yaml";
const webDeployment = "apps/web/base/deployment.yaml";
const secretFile = "apps/api/overlays/prod/database.yaml";

/** Where the bad change is wrong: what kind of mistake, and on which line of which file. */
const mistakes = [
  { what: "schema error", path: apiDeployment, line: 25 },
  { what: "policy violation", path: webDeployment, line: 44 },
  { what: "plaintext secret", path: secretFile, line: 6 },
] as const;

/** What the demo tells, in order. */
export const story: readonly Step[] = [
  {
    title: "A good change is opened",
    async act(stage, memory) {
      await stage.push("web-1.5.0", "Release web 1.5.0 to staging and prod", async (directory) => {
        for (const environment of ["staging", "prod"])
          await replaceIn(directory, overlay("web", environment), "newTag: 1.4.0", "newTag: 1.5.0");
      });
      return open(stage, memory, "good", "web-1.5.0", "Release web 1.5.0 to staging and prod");
    },
    async see(stage, memory) {
      const { check, comments, threads } = await look(stage, recall(memory, "good"));
      const [sticky] = byBot(stage, comments);
      return sight([
        [check?.conclusion === "success", `check run “fairlead”: ${shown(check)}`],
        [
          sticky?.body.includes("web, tag 1.4.0 → 1.5.0") === true,
          "the comment holds the plan: image …/web, tag 1.4.0 → 1.5.0 in staging and prod",
        ],
        [threads.length === 0, "no review, because there is nothing to say about a line"],
      ]);
    },
  },
  {
    title: "A bad change is opened: a schema error, a policy violation and a plaintext secret",
    async act(stage, memory) {
      await stage.push("sessions", "Keep sessions in the database", async (directory) => {
        await replaceIn(directory, apiDeployment, "containerPort: 9090", 'containerPort: "9090"');
        await replaceIn(directory, webDeployment, "allowPrivilegeEscalation: false", "privileged: true");
        await replaceIn(directory, overlay("api", "prod"), "  - ../../base", "  - ../../base\n  - database.yaml");
        await writeFile(join(directory, secretFile), secret());
      });
      return open(stage, memory, "bad", "sessions", "Keep sessions in the database");
    },
    async see(stage, memory) {
      const seen = await look(stage, recall(memory, "bad"));
      const [sticky] = byBot(stage, seen.comments);
      if (sticky) memory.set("sticky", sticky.id);
      return sight([
        [seen.check?.conclusion === "failure", `check run “fairlead”: ${shown(seen.check)}`],
        ...mistakes.map(
          ({ what, path, line }): Expectation => [
            seen.threads.some((thread) => thread.path === path && thread.line === line && !thread.resolved),
            `${what} on ${path}:${line}`,
          ],
        ),
        [!everything(seen).includes(password), "the secret's value is shown nowhere"],
      ]);
    },
  },
  {
    title: "Ada tries to merge it all the same",
    async act(stage, memory) {
      const number = recall(memory, "bad");
      const refusal = await stage
        .as(stage.ada)
        .merge(stage.repository.fullName, number)
        .then(() => "merged", messageOf);
      memory.set("refused", refusal.includes("405") ? 1 : 0);
      return `PUT /pulls/${number}/merge`;
    },
    async see(stage, memory) {
      const { merged } = await look(stage, recall(memory, "bad"));
      return sight([
        [recall(memory, "refused") === 1 && !merged, "405: the ruleset requires “fairlead” of this App to succeed"],
      ]);
    },
  },
  {
    title: "A push fixes it",
    async act(stage) {
      const revision = await stage.push("sessions", "Take the secret from the vault", async (directory) => {
        await replaceIn(directory, apiDeployment, 'containerPort: "9090"', "containerPort: 9090");
        await replaceIn(directory, webDeployment, "privileged: true", "allowPrivilegeEscalation: false");
        await replaceIn(directory, overlay("api", "prod"), "\n  - database.yaml", "");
        await replaceIn(directory, overlay("api", "staging"), "count: 2", "count: 3");
        await rm(join(directory, secretFile));
      });
      return `git push origin sessions (${revision.slice(0, 7)}) → pull_request.synchronize`;
    },
    async see(stage, memory) {
      const { check, comments, threads } = await look(stage, recall(memory, "bad"));
      const own = byBot(stage, comments);
      return sight([
        [check?.conclusion === "success", `check run “fairlead”: ${shown(check)}`],
        [own.length === 1 && own[0]?.id === recall(memory, "sticky"), "the same comment, edited in place"],
        [
          threads.length >= mistakes.length && threads.every(({ resolved }) => resolved),
          `all ${threads.length} review threads are resolved`,
        ],
      ]);
    },
  },
  {
    title: "Ada merges it",
    async act(stage, memory) {
      const number = recall(memory, "bad");
      await stage.as(stage.ada).merge(stage.repository.fullName, number);
      return `PUT /pulls/${number}/merge`;
    },
    async see(stage, memory) {
      const { merged } = await look(stage, recall(memory, "bad"));
      return sight([[merged, "merged into main"]]);
    },
  },
  ...storyOfSources,
  ...storyOfExceptions,
  {
    title: "Ada asks for the plan again",
    act: async (stage, memory) => {
      const before = await look(stage, recall(memory, "good"));
      memory.set("runBefore", Date.parse(before.check?.startedAt ?? ""));
      memory.set("run", before.check?.id ?? 0);
      return comment(stage, memory, stage.ada.login, "/plan");
    },
    async see(stage, memory) {
      const { check, comments } = await look(stage, recall(memory, "good"));
      const again =
        check !== undefined &&
        (check.id !== recall(memory, "run") || Date.parse(check.startedAt) > recall(memory, "runBefore"));
      const seen = await reactions(stage, recall(memory, "command"));
      return sight([
        [seen.includes("eyes"), "👀 on the comment"],
        [replies(stage, memory, comments).length === 1, `one reply: ${firstLine(replies(stage, memory, comments)[0])}`],
        [again && check.conclusion === "success", `the check ran again: ${shown(check)}`],
      ]);
    },
  },
  {
    title: "Ada asks for help",
    act: (stage, memory) => comment(stage, memory, stage.ada.login, "/help"),
    async see(stage, memory) {
      const { comments } = await look(stage, recall(memory, "good"));
      const [reply] = replies(stage, memory, comments);
      return sight([[reply?.includes("/plan") === true, "one reply lists the commands"]]);
    },
  },
  {
    title: "An outsider gives a command",
    act: (stage, memory) => comment(stage, memory, stage.mallory.login, "/plan"),
    async see(stage, memory) {
      const { comments } = await look(stage, recall(memory, "good"));
      const [reply] = replies(stage, memory, comments);
      return sight([[reply !== undefined && /write/.test(reply), `refused: ${firstLine(reply)}`]]);
    },
  },
  {
    title: "A command stands in a code fence",
    act: (stage, memory) => comment(stage, memory, stage.ada.login, "Later we may try:\n```\n/plan\n```"),
    async see(stage, memory) {
      await stage.forge.idle();
      const { comments } = await look(stage, recall(memory, "good"));
      const seen = await reactions(stage, recall(memory, "command"));
      return sight([
        [replies(stage, memory, comments).length === 0 && seen.length === 0, "ignored: no reaction and no reply"],
      ]);
    },
  },
];

function overlay(application: string, environment: string): string {
  return `apps/${application}/overlays/${environment}/kustomization.yaml`;
}

function secret(): string {
  return `apiVersion: v1\nkind: Secret\nmetadata:\n  name: database\nstringData:\n  password: ${password}\n`;
}
