import { expect, test } from "vitest";
import { definitionSchema } from "../../../src/checks/schema/definitions.ts";
import { partNames, rulesOfPart } from "../../../src/checks/schema/parts/index.ts";

test.each(partNames)("%s is a definition, and has rules", (name) => {
  expect(rulesOfPart(name).length).toBeGreaterThan(0);
  const known = [name, `Rbac${name}`, `Admissionregistration${name}`].some(
    (one) => definitionSchema(one, 36) !== undefined,
  );
  expect(known).toBe(true);
});
