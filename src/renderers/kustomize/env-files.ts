import { isJsonObject, listIn } from "../../domain/json.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { resolveWithin } from "../paths.ts";
import type { Closure } from "./closure.ts";
import type { Node } from "./node.ts";

type EnvFiles = {
  /** Env files as the build may read them. */
  readonly written: ReadonlyMap<string, Uint8Array>;
  /** Lines that name a variable and give it no value. */
  readonly bare: readonly SourceLocation[];
};

/**
 * Env files of generators, without lines that kustomize would complete from the environment of whoever builds:
 * ours is not that of the cluster, and is another at every build. Such a variable is empty here.
 */
export function envFiles({ nodes }: Closure, contents: ReadonlyMap<string, Uint8Array>): EnvFiles {
  const written = new Map<string, Uint8Array>();
  const bare: SourceLocation[] = [];
  for (const path of new Set(nodes.flatMap(namedEnvFiles))) {
    const bytes = contents.get(path);
    if (bytes === undefined) continue;
    const lines = Buffer.from(bytes).toString("latin1").split("\n");
    const found = lines.flatMap((line, index) => (isBare(line) ? [index] : []));
    if (found.length === 0) continue;
    for (const index of found) lines[index] = `${lines[index]?.trim()}=`;
    written.set(path, Buffer.from(lines.join("\n"), "latin1"));
    bare.push(...found.map((index) => ({ path, line: index + 1 })));
  }
  return { written, bare };
}

function isBare(line: string): boolean {
  const text = line.trim();
  return text !== "" && !text.startsWith("#") && !text.includes("=");
}

function namedEnvFiles({ object, directory }: Node): readonly string[] {
  const generators = [object.configMapGenerator, object.secretGenerator].flatMap(listIn);
  const names = generators.flatMap((one) => (isJsonObject(one) ? [...listIn(one.envs), one.env] : []));
  return names.flatMap((name) => (typeof name === "string" ? (resolveWithin(directory, name) ?? []) : []));
}
