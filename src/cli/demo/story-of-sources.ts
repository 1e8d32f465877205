import { replaceIn } from "./edit.ts";
import { look } from "./look.ts";
import { type Expectation, type Step, sight } from "./step.ts";
import { byBot, open, recall, shown } from "./telling.ts";

const values = "charts/mail/values-prod.yaml";
const layout = "clusters/prod/metrics.yaml";
const root = "terraform/network/main.tf";

/** Where that change is wrong: what is said, and on which line of which file. */
const remarks = [
  { what: "the chart's schema refuses a value", path: values, line: 2 },
  { what: "a port is opened to the whole internet", path: root, line: 31 },
] as const;

/** The same verdict over Helm, Flux and Terraform. */
export const storyOfSources: readonly Step[] = [
  {
    title: "One change to a Helm chart, a Flux layout and a Terraform root module",
    async act(stage, memory) {
      await stage.push("mail-2.2.0", "Release mail 2.2.0", async (directory) => {
        await replaceIn(directory, "charts/mail/values.yaml", "tag: 2.1.0", "tag: 2.2.0");
        await replaceIn(directory, values, "shop@harbour.example", "the shop");
        await replaceIn(directory, layout, "cluster: harbour-prod", "cluster: harbour-prod\n      keep: 30d");
        await replaceIn(directory, root, "from_port   = 443", "from_port   = 22");
        await replaceIn(directory, root, "to_port     = 443", "to_port     = 22");
        await replaceIn(directory, root, "[var.cidr]", '["0.0.0.0/0"]');
      });
      return open(stage, memory, "sources", "mail-2.2.0", "Release mail 2.2.0");
    },
    async see(stage, memory) {
      const { check, comments, threads } = await look(stage, recall(memory, "sources"));
      const [sticky] = byBot(stage, comments);
      return sight([
        [check?.conclusion === "failure", `check run “fairlead”: ${shown(check)}`],
        ...remarks.map(
          ({ what, path, line }): Expectation => [
            threads.some((thread) => thread.path === path && thread.line === line),
            `${what}: ${path}:${line}`,
          ],
        ),
        [
          sticky?.body.includes("--keep=30d") === true,
          "Flux's variable shows in what it renders: --keep=7d → --keep=30d",
        ],
      ]);
    },
  },
  {
    title: "A push gives the value back its form and closes the port",
    async act(stage) {
      const revision = await stage.push("mail-2.2.0", "Send as the shop, inside only", async (directory) => {
        await replaceIn(directory, values, "the shop", "shop@harbour.example");
        await replaceIn(directory, root, '["0.0.0.0/0"]', "[var.cidr]");
      });
      return `git push origin mail-2.2.0 (${revision.slice(0, 7)}) → pull_request.synchronize`;
    },
    async see(stage, memory) {
      const { check, comments } = await look(stage, recall(memory, "sources"));
      const [sticky] = byBot(stage, comments);
      return sight([
        [check?.conclusion === "success", `check run “fairlead”: ${shown(check)}`],
        [sticky?.body.includes("2.2.0") === true, "the chart's new image is planned in dev, staging and prod"],
        [
          sticky?.body.includes("network") === true,
          "the Terraform root is listed, and that nobody has planned it is said",
        ],
      ]);
    },
  },
];
