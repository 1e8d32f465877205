import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** Open to every folder but `domain`. */
const shared = ["ports", "errors.ts"];

/** README.md's folder table: each row names a folder and the folders above it that it may import. */
const rows = [...readFileSync("README.md", "utf8").matchAll(/^\| `([a-z]+)` \|[^|]*\|([^|]*)\|$/gm)].map(
  ([, folder = "", list = ""]) => ({
    folder,
    may: list
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  }),
);

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts"));

const inFolders = files.filter((file) => file.includes("/"));

function folderOf(file: string): string {
  return file.split("/")[0] ?? file;
}

/** What a file imports, types included: paths under src, or `npm:` and a name. */
function imports(file: string): string[] {
  const text = readFileSync(join("src", file), "utf8");
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) =>
    name.startsWith(".") ? normalize(join(dirname(file), name)) : `npm:${name}`,
  );
}

test.each(inFolders)("src/%s imports only what the README allows", (file) => {
  const own = folderOf(file);
  const row = rows.find(({ folder }) => folder === own)?.may ?? [];
  const may = [own, ...row, ...(own === "domain" ? [] : shared)];

  const strangers = imports(file).filter((name) =>
    name.startsWith("npm:") ? own === "domain" : !row.includes("all") && !may.includes(folderOf(name)),
  );

  expect(strangers).toEqual([]);
});

test("no file imports itself, however long the way round", () => {
  let left = new Map(files.map((file) => [file, imports(file)]));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    left = new Map([...left].filter(([, names]) => names.some((name) => left.has(name))));
  }

  expect([...left.keys()]).toEqual([]);
});

test("every folder has a row, and a row names only folders above it", () => {
  const folders = rows.map(({ folder }) => folder);

  expect(folders.toSorted()).toEqual([...new Set(inFolders.map(folderOf))].toSorted());
  for (const [index, { folder, may }] of rows.entries()) {
    const above = [...folders.slice(0, index), "all"];
    expect(
      may.filter((name) => !above.includes(name)),
      folder,
    ).toEqual([]);
  }
});

test("ports and errors know only the domain, and production never imports the forge", () => {
  for (const file of files.filter((name) => shared.includes(folderOf(name)))) {
    expect(
      imports(file).filter((name) => !["domain", "ports"].includes(folderOf(name))),
      file,
    ).toEqual([]);
  }
  const importers = files.filter((file) => imports(file).some((name) => folderOf(name) === "forge"));
  expect(importers.filter((file) => !["forge", "cli"].includes(folderOf(file)))).toEqual([]);
});
