import { expect, test } from "vitest";
import { circlesOf, involvementOf, refusalOf } from "../../../src/commands/waiving/circles.ts";
import { parseConfig } from "../../../src/config/parse.ts";
import type { People, Permission } from "../../../src/ports/github.ts";

const asker = { repository: { id: 1, installation: 1, owner: "acme", name: "shop" }, author: "Mona" };

test("an environment has the first word, then the repository, then the role maintain", () => {
  const yaml = `
environments:
  - { name: prod, permissions: { waive: ["team:acme/sre"] } }
  - { name: dev }
  - { name: lab, permissions: { waive: [] } }
`;

  expect(circles(yaml, "prod", "dev", null, "elsewhere", "lab")).toEqual([
    { environments: ["prod"], principals: ["team:acme/sre"] },
    { environments: ["dev", null, "elsewhere"], principals: ["role:maintain"] },
    { environments: ["lab"], principals: [] },
  ]);
  expect(circles(`${yaml}waivers: { from: ["user:mona"] }\n`, "dev", "prod")).toEqual([
    { environments: ["dev"], principals: ["user:mona"] },
    { environments: ["prod"], principals: ["team:acme/sre"] },
  ]);
});

test.each<[string, Permission, boolean]>([
  ["role:maintain", "maintain", true],
  ["role:maintain", "admin", true],
  ["role:Maintain", "maintain", true],
  ["role:maintain", "write", false],
  ["role:read", "none", false],
  ["user:mona", "read", true],
  ["USER:MONA", "read", true],
  ["user:mona", "none", false],
  ["user:monalisa", "admin", false],
  ["team:acme/sre", "read", true],
  ["team:acme/sre", "none", false],
  ["team:acme/other", "admin", false],
  ["role:none", "admin", false],
])("%s lets in somebody with the permission %s: %s", async (principal, permission, isIn) => {
  const refusal = await refusalOf(asker, [{ environments: [null], principals: [principal] }], people(permission));

  expect(refusal === undefined).toBe(isIn);
});

test("whoever is in one circle and not in another may not; nobody is in an empty one", async () => {
  const [one, other] = [
    { environments: ["dev"], principals: ["role:read"] },
    { environments: ["prod"], principals: [] },
  ];

  expect(await refusalOf(asker, [one], people("write"))).toBeUndefined();
  expect(await refusalOf(asker, [one, other], people("write"))).toEqual({ ...other, unknown: [] });
});

test("a team that GitHub does not tell of counts as no, and is named; another principal may still let in", async () => {
  const circle = { environments: [null], principals: ["team:acme/hidden", "role:admin"] };

  expect(await refusalOf(asker, [circle], people("write"))).toEqual({ ...circle, unknown: ["team:acme/hidden"] });
  expect(await refusalOf(asker, [circle], people("admin"))).toBeUndefined();
});

test("whoever opened it, wrote a commit or committed one has a hand in it; with too many commits nobody knows", async () => {
  const about = (author: string, writers: readonly string[] | null) =>
    involvementOf(
      asker,
      { number: 7, author },
      {
        pullRequests: {
          read: () => Promise.reject(new Error("not asked")),
          writers: async () => writers && new Set(writers),
        },
      },
    );

  expect(await about("mona", null)).toBe("involved");
  expect(await about("octo", ["octo", "MONA"])).toBe("involved");
  expect(await about("octo", ["octo"])).toBe("none");
  expect(await about("octo", null)).toBe("unknown");
});

function circles(yaml: string, ...names: readonly (string | null)[]) {
  const parsed = parseConfig(yaml);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("; "));
  return circlesOf(
    names.map((environment) => ({ environment })),
    parsed.config,
  );
}

function people(permission: Permission): People {
  return {
    permission: async () => permission,
    membership: async (_, { organization, slug }) => {
      if (organization === "acme" && slug === "sre") return "member";
      return slug === "hidden" ? "unknown" : "none";
    },
  };
}
