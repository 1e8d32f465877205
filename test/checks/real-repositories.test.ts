import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { checks } from "../../src/checks/index.ts";
import { findingsOf, noPorts, scopeOf } from "./scope.ts";

/* Repositories of other people, as they stand; they are not part of the project. */

const folder = `${process.env.FAIRLEAD_TEST_DATA ?? "../shared/data"}/repositories`;
const there = existsSync(folder);

function filesOf(repository: string): Record<string, Uint8Array> {
  const root = `${folder}/${repository}/tree`;
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(`${root}/${path}`).isFile(),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(`${root}/${path}`)]));
}

/** Sources of kustomize that look like manifests when nobody renders them. */
const unrendered = [
  /^kubernetes\/apps\/[^/]+\/namespace\.yaml:5 name$/,
  /delete-loadgenerator\.patch\.yaml:\d+ /,
  /^apps\/[^/]+\/podinfo-values\.yaml:\d+ /,
];

test.skipIf(!there).each(["home-ops", "flux2-kustomize-helm-example", "microservices-demo", "podinfo"])(
  `there is no false alarm in ${folder}/%s`,
  async (repository) => {
    const scope = scopeOf(filesOf(repository));

    const results = await Promise.all([
      checks.yaml.check(scope, undefined, noPorts),
      checks.schema.check(scope, { missing: "ignore" }, noPorts),
      checks.secrets.check(scope, undefined, noPorts),
      checks.deprecations.check(scope, undefined, noPorts),
    ]);

    const told = results
      .flatMap(findingsOf)
      .map(({ path, line, rule, message }) => [`${path}:${line} ${rule}`, message]);
    expect(scope.applications[0]?.subjects.length).toBeGreaterThan(20);
    expect(told.filter(([place = ""]) => !unrendered.some((pattern) => pattern.test(place)))).toEqual([]);
  },
);
