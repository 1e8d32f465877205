import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRealPipeline, type RealPipeline } from "./real-pipeline.ts";
import { createSetting, runsOf, type Setting, until } from "./setting.ts";

/** A value that is in a pull request in every place where secrets are put, and nowhere else afterwards. */
const value = "Xq7MarkerOfTheTests";
const encoded = Buffer.from(value).toString("base64").slice(0, 20);
const leak = new RegExp(`.{0,100}(?:${value}|${encoded}).{0,50}`, "g");

let setting: Setting;
let pipeline: RealPipeline;

beforeAll(async () => {
  setting = await createSetting();
  pipeline = await openRealPipeline();
  await setting.start(pipeline.judge);
  setting.forge.install(setting.app, setting.shop);
  await setting.forge.idle();
});

afterAll(async () => {
  await setting.stop();
  await pipeline.close();
});

function files(suffix: string) {
  const secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: ";
  return {
    "db/secret.yaml": `${secret}db\nstringData:\n  password: ${value}${suffix}\ndata:\n  other: ${Buffer.from(value + suffix).toString("base64")}\n`,
    "db/misspelt.yaml": `${secret}misspelt\nstringdata:\n  password: ${value}${suffix}\n`,
    "db/key.yaml": `${secret}key\nstringData:\n  "not a key ${value}${suffix}": x\n  number: 1\n`,
    "db/pod.yaml": `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: web:1\n      env:\n        - name: DB_PASSWORD\n          value: ${value}${suffix}\n`,
    "generated/kustomization.yaml": `secretGenerator:\n  - name: a\n    files:\n      - ${value}${suffix}\n`,
    "literal/kustomization.yaml": `secretGenerator:\n  - name: a\n    literals:\n      - password=${value}${suffix}\n`,
  };
}

test("no row, comment, review, annotation or log line holds the value of a secret", async () => {
  const { forge, shop } = setting;
  await shop.commit({ branch: "secrets", files: files(""), author: "alice" });
  const { headSha, number } = await forge
    .as("alice")
    .openPullRequest("acme/shop", { title: "Secrets", head: "secrets" });
  await until(() => expect(runsOf(forge, headSha).at(-1)?.conclusion).toBe("failure"));
  const next = await shop.commit({ branch: "secrets", files: files("Changed"), author: "alice" });
  await until(() => expect(runsOf(forge, next).at(-1)?.conclusion).toBe("failure"));
  await forge.idle();

  const { checkRuns, comments, reviews, threads } = forge.state;
  const tables = [checkRuns, comments, reviews, threads].map((table) => [...table.values()]);
  // GitHub itself puts the lines of the diff beside a review's comment.
  const said = JSON.stringify(tables, (key, each) => (key === "diffHunk" ? undefined : each));
  expect(number).toBeGreaterThan(0);
  expect(said, "something was said about them").toContain("plaintext-secret");
  expect(said).toContain("db/secret.yaml");
  const rows = await dump(setting.settings.databaseUrl ?? "");
  expect(rows, "the rows were read").toContain(next);
  const pages = await Promise.all(
    [...plansIn(said)].flatMap((url) => ["", ".json", ".txt"].map((end) => read(url + end))),
  );
  expect(pages.join("\n"), "the whole plans were read").toContain("(hidden");
  for (const text of [said, rows, setting.log.join("\n"), ...pages]) {
    // Only its surroundings, so that a failure can be read.
    expect([...text.matchAll(leak)].map(([found]) => found)).toEqual([]);
  }
});

/** Links to whole plans. */
function plansIn(said: string): ReadonlySet<string> {
  return new Set(said.match(/http:\/\/[\w.:]+\/plans\/[0-9a-f]{64}/g) ?? []);
}

async function read(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Every row of every table, as text. */
async function dump(connectionString: string): Promise<string> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
    texts.push(...rows.map(({ row }) => row));
  }
  await client.end();
  return texts.join("\n");
}
