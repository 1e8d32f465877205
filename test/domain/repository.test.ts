import { expect, test } from "vitest";
import { repositoryNameOf } from "../../src/domain/repository.ts";

test.each([
  ["https://github.com/Acme/Shop.git", "acme/shop"],
  ["git@github.com:acme/shop.git", "acme/shop"],
  ["ssh://git@github.com:22/acme/shop/", "acme/shop"],
  ["https://user:secret@gitlab.com/acme/infra/shop", "acme/infra/shop"],
  ["https://github.com/shop", null],
  ["../shop", null],
  ["", null],
])("the remote %j is the repository %j", (url, name) => {
  expect(repositoryNameOf(url)).toBe(name);
});
