import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import { parse } from "@cdktn/hcl2json";
import { Language, Parser } from "web-tree-sitter";
import { messageOf } from "../../errors.ts";
import type { HclAnswer, HclTask } from "./answer.ts";
import { namedFiles, placesOf } from "./places.ts";
import { givenName, problemsIn } from "./problems.ts";

/*
 * What the thread does: one file after the other, with HashiCorp's parser for what it says and what is wrong
 * with it, and with a grammar for where it says it.
 */

const grammar = createRequire(import.meta.url).resolve("@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm");

const ready = startParser();

parentPort?.on("message", (task: HclTask) => {
  void read(task).then((answer) => parentPort?.postMessage(answer));
});

async function startParser(): Promise<Parser> {
  await Parser.init();
  return new Parser().setLanguage(await Language.load(grammar));
}

async function read({ text }: HclTask): Promise<HclAnswer> {
  try {
    const object = await parse(givenName, text);
    return { status: "read", object, ...(await placesIn(text)) };
  } catch (error) {
    const problems = problemsIn(messageOf(error));
    return problems === null ? cannotBeRead(error) : { status: "broken", problems, spent: false };
  }
}

async function placesIn(text: string): Promise<Pick<HclAnswer & { status: "read" }, "lines" | "files">> {
  const tree = (await ready).parse(text);
  if (tree === null) return { lines: new Map(), files: [] };
  try {
    return { lines: placesOf(tree.rootNode), files: namedFiles(tree.rootNode) };
  } finally {
    tree.delete();
  }
}

/** The parser is recursive, and what overflows its stack leaves it in a state nobody knows. */
function cannotBeRead(error: unknown): HclAnswer {
  const isDeep = error instanceof RangeError || /call stack/.test(messageOf(error));
  const [rule, message] = isDeep
    ? ["too-deep", "This file is nested too deeply to be read; no configuration needs that."]
    : ["unreadable", `This file cannot be read as HCL: ${messageOf(error).split("\n")[0]?.slice(0, 200)}.`];
  return { status: "broken", problems: [{ line: 1, column: 1, rule, message }], spent: true };
}
