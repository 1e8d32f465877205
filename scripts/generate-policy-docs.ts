import { mkdirSync, writeFileSync } from "node:fs";
import { readBuiltInPolicies } from "../src/adapters/built-in-policies.ts";
import { createPolicyRunner } from "../src/adapters/opa/runner.ts";
import { createTools } from "../src/adapters/tools/tools.ts";
import { createWorkspaces } from "../src/adapters/tools/workspaces.ts";
import { renderPolicyReference } from "./policy-reference.ts";

/** Writes the pages about policies; a test holds them to the rules. */
const runner = createPolicyRunner({ tools: createTools(process.env), workspaces: createWorkspaces() });
const loaded = await runner.load(await readBuiltInPolicies(), {});
await runner.close();
if (loaded.status === "broken") throw new Error(JSON.stringify(loaded.problems));
mkdirSync(new URL("../docs/policies/", import.meta.url), { recursive: true });
for (const [path, text] of renderPolicyReference(loaded.rules))
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
