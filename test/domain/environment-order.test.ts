import { expect, test } from "vitest";
import { environmentOrder } from "../../src/domain/report.ts";

function order(...lists: readonly (readonly [string, ...string[]])[]): readonly string[] {
  return environmentOrder(
    lists.flatMap(([name, ...environments]) =>
      environments.map((environment) => ({ application: { name, environment } })),
    ),
  );
}

test("what comes before what for one application comes before it for all", () => {
  expect(order(["api", "prod"], ["mail", "dev", "staging", "prod"])).toEqual(["dev", "staging", "prod"]);
  expect(order(["a", "eu", "us"], ["b", "test", "eu"])).toEqual(["test", "eu", "us"]);
});

test("environments that no application has together come as they come", () => {
  expect(order(["a", "x"], ["b", "y"], ["c", "w"])).toEqual(["x", "y", "w"]);
  expect(order()).toEqual([]);
});

test("lists that contradict each other still name each environment once", () => {
  expect(order(["a", "x", "y"], ["b", "y", "x"]).toSorted()).toEqual(["x", "y"]);
});
