import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The policies that Fairlead brings, Rego text by path such as `policies/pods.rego`, without their tests. */
export async function readBuiltInPolicies(): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(join(root, "policies"), { recursive: true });
  const rego = names.filter((name) => name.endsWith(".rego") && !name.endsWith("_test.rego")).toSorted();
  const paths = rego.map((name) => `policies/${name.replaceAll("\\", "/")}`);
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), "utf8")] as const)),
  );
}
