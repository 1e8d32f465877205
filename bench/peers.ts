import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createTools } from "../src/adapters/tools/tools.ts";
import generated from "../src/checks/kubernetes/definitions.json" with { type: "json" };
import { definitionSchema, referencesOf } from "../src/checks/schema/definitions.ts";
import type { Contender } from "./contender.ts";

type Peers = {
  readonly contenders: readonly Contender[];
  /** One sentence for each that is not there. */
  readonly missing: readonly string[];
  remove(): void;
};

const run = promisify(execFile);
const policies = fileURLToPath(new URL("../policies", import.meta.url));
const minor = 36;

/** The programs that people use for parts of what we do, as far as this machine has them. */
export async function findPeers(): Promise<Peers> {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-peers-"));
  const found = await Promise.all([kubeconform(directory), conftest(), opa(directory)]);
  return {
    contenders: found.filter((one) => typeof one !== "string"),
    missing: found.filter((one) => typeof one === "string"),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Judges schemas only, and these are ours: from its own place on the network it would measure the network. */
async function kubeconform(directory: string): Promise<Contender | string> {
  const command = await onPath("kubeconform", ["-v"]);
  if (command === undefined) return "kubeconform is not on PATH: its column is left out.";
  const schemas = join(directory, "schemas");
  writeSchemas(schemas);
  const location = join(schemas, "{{ .ResourceKind }}{{ .KindSuffix }}.json");
  return {
    name: "kubeconform (schema only)",
    command,
    args: ({ manifests }) => ["-ignore-missing-schemas", "-summary", "-schema-location", location, manifests],
    worked: ({ code, stdout }) => (code === 0 || code === 1) && stdout.includes("Summary"),
  };
}

/** Evaluates the policies that we bring, all of them. */
async function conftest(): Promise<Contender | string> {
  const command = await onPath("conftest", ["--version"]);
  if (command === undefined) return "conftest is not on PATH: its column is left out.";
  return {
    name: "conftest (policies only)",
    command,
    args: ({ manifests }) => ["test", "--all-namespaces", "--no-color", "--policy", policies, manifests],
    worked: ({ code, stdout }) => (code === 0 || code === 1) && /\d+ tests/.test(stdout),
  };
}

/** The same policies in the same order of files, evaluated by OPA's own interpreter; nothing is located or reported. */
async function opa(directory: string): Promise<Contender | string> {
  const found = await createTools(process.env).find("opa");
  if (found.status === "missing") return `opa: ${found.reason}`;
  const bundle = join(directory, "bundle");
  mkdirSync(bundle);
  cpSync(policies, bundle, {
    recursive: true,
    filter: (path) => !path.endsWith("_test.rego") && !path.endsWith("/change"),
  });
  return {
    name: "opa exec (policies only)",
    command: found.path,
    args: ({ manifests }) => ["exec", "--bundle", bundle, "--decision", "kubernetes", manifests],
    worked: ({ code, stdout }) => code === 0 && stdout.includes('"result"'),
  };
}

/** The program, when it is on PATH and answers. */
export async function onPath(name: string, args: readonly string[]): Promise<string | undefined> {
  try {
    await run(name, [...args]);
    return name;
  } catch {
    return undefined;
  }
}

/** Our Kubernetes schemas as files of the names kubeconform looks for. */
export function writeSchemas(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, { definition }] of Object.entries(generated.kinds)) {
    const parts = name.toLowerCase().split("/");
    const kind = parts.pop() ?? "";
    const [group = "", version] = parts;
    const suffix = [group.split(".")[0], version].filter(Boolean).join("-");
    const definitions: Record<string, unknown> = {};
    collect(definition, definitions);
    const text = JSON.stringify({ $ref: `#/definitions/${definition}`, definitions });
    writeFileSync(
      join(directory, `${kind}-${suffix}.json`),
      text.replaceAll(/"\$ref":"(?!#)([^"]+)"/g, '"$ref":"#/definitions/$1"'),
    );
  }
}

function collect(name: string, into: Record<string, unknown>): void {
  if (name in into) return;
  const { $id: _, ...schema } = definitionSchema(name, minor) ?? {};
  into[name] = schema;
  for (const reference of referencesOf(name)) collect(reference, into);
}
