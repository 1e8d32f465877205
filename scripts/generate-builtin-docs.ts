import { writeFileSync } from "node:fs";
import { createTools } from "../src/adapters/tools/tools.ts";
import { renderBuiltinReference } from "./builtin-reference.ts";

/** Writes the page about built-in functions; a test holds it to the code. */
const outcome = await createTools(process.env).run("opa", ["capabilities", "--current"], {
  directory: "/",
  timeoutMs: 60_000,
  maxOutputBytes: 1 << 22,
});
if (outcome.status !== "ended" || outcome.code !== 0) throw new Error(JSON.stringify(outcome));
const { builtins } = JSON.parse(outcome.stdout) as { readonly builtins: readonly { readonly name: string }[] };
const page = renderBuiltinReference(builtins.map(({ name }) => name));
writeFileSync(new URL("../docs/policy-builtins.md", import.meta.url), page);
