import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

type Locked = { readonly optionalDependencies?: Readonly<Record<string, string>> };

test("the lock names the optional packages of every platform, without which npm ci refuses it", async () => {
  const lock = JSON.parse(await readFile("package-lock.json", "utf8")) as { packages: Record<string, Locked> };

  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(lock.packages, path, name)),
  );

  expect(missing).toEqual([]);
});

function isLocked(packages: Readonly<Record<string, Locked>>, path: string, name: string): boolean {
  return `node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages;
}
