import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import lock from "../../package-lock.json" with { type: "json" };

const page = readFileSync("docs/dependencies.md", "utf8");

/** Names and licences of the rows below a heading. */
function rowsUnder(heading: string): [string, string][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| `([^`]+)` \|[^|]+\| ([^|]+) \|/gm)].map(([, name = "", licence = ""]) => [
    name,
    licence,
  ]);
}

test.each([
  ["Needed to run", manifest.dependencies],
  ["Optional, by platform", manifest.optionalDependencies],
  ["Needed to develop", manifest.devDependencies],
])("%s: the page lists what package.json names, and nothing else", (heading, named) => {
  expect(rowsUnder(heading).map(([name]) => name)).toEqual(Object.keys(named).toSorted());
});

test.each(["Needed to run", "Needed to develop"])("%s: the licences are those of the packages", (heading) => {
  const packages = new Map<string, object>(Object.entries(lock.packages));
  const licenceOf = (name: string): unknown => Reflect.get(packages.get(`node_modules/${name}`) ?? {}, "license");
  const licences = rowsUnder(heading).map(([name]) => [name, licenceOf(name)]);

  expect(rowsUnder(heading).map(([name, licence]) => [name, licence.replace(" or ", " OR ")])).toEqual(licences);
});

test("versions are exact", () => {
  const all = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies };

  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
});
