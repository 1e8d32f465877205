import { writeFileSync } from "node:fs";
import { readBuiltInPolicies } from "../src/adapters/built-in-policies.ts";
import { createPolicyRunner } from "../src/adapters/opa/runner.ts";
import { createTools } from "../src/adapters/tools/tools.ts";
import { createWorkspaces } from "../src/adapters/tools/workspaces.ts";
import { renderPolicyReference } from "./policy-reference.ts";

/** Writes the page about policies; a test holds it to the rules. */
const runner = createPolicyRunner({ tools: createTools(process.env), workspaces: createWorkspaces() });
const loaded = await runner.load(await readBuiltInPolicies(), {});
if (loaded.status === "broken") throw new Error(JSON.stringify(loaded.problems));
writeFileSync(new URL("../docs/policies.md", import.meta.url), renderPolicyReference(loaded.rules));
