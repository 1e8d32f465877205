import { pinnedKeys, pinRules } from "../checks/policy/pinned.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { Type } from "../domain/json-schema.ts";
import { list, text } from "./environment.ts";
import type { Fault, Segment } from "./fault.ts";

const closed = { additionalProperties: false } as const;

const host = Type.Object(
  {
    host: text("fairlead-host", "Its name, with a port where it is not the usual one.", { examples: ["ghcr.io"] }),
    username: Type.Optional(Type.String({ minLength: 1, description: "The user that the token is for." })),
    tokenFrom: Type.Optional(
      text("fairlead-variable", "Name of the environment variable with a token or password for it.", {
        examples: ["GHCR_TOKEN"],
      }),
    ),
    tokenFile: Type.Optional(
      Type.String({ minLength: 1, description: "Path of a file that holds it, instead of a variable." }),
    ),
    plain: Type.Boolean({ default: false, description: "It speaks no TLS." }),
  },
  closed,
);

const required = Type.Unsafe<RequiredPolicies>({
  ...Type.Object(
    {
      name: text("fairlead-name", "What reports call it.", { examples: ["baseline"] }),
      repositories: Type.Array(
        text("fairlead-glob", "A glob of repositories, as owner/name.", { examples: ["acme/*"] }),
        { minItems: 1, description: "The repositories that it judges." },
      ),
      ...pinnedKeys,
      holds: Type.Enum(["policy", "admission"], {
        default: "policy",
        description:
          "`policy`: Rego, as in a repository's `policies/`. `admission`: objects such as ConstraintTemplates.",
      }),
      environments: list(Type.String({ minLength: 1 }), "The environments that it judges; with none, all of them."),
    },
    closed,
  ),
  allOf: pinRules,
});

type RequiredPolicies = {
  readonly name: string;
  readonly repositories: readonly string[];
  readonly url: string;
  readonly pin: string;
  readonly directory?: string;
  readonly holds: "policy" | "admission";
  readonly environments: readonly string[];
};

/** Where policies may come from, and those that no repository can switch off. */
export const policies = Type.Object(
  {
    hosts: list(host, "The hosts that policies may be fetched from; no other is ever asked."),
    required: list(required, "Policies that judge repositories whatever their own configuration says."),
  },
  { ...closed, default: {}, description: "Policies from elsewhere." },
);

/** What no schema says of them: names that stand twice, hosts that are not allowed, a token given twice. */
export function faultsOfPolicies(config: Json): readonly Fault[] {
  const section = isJsonObject(config) ? config.policies : undefined;
  const hosts = rowsOf(section, "hosts");
  const wanted = rowsOf(section, "required");
  const allowed = hosts.map(({ row }) => row.host);
  return [
    ...hosts
      .filter(({ row }) => row.tokenFrom !== undefined && row.tokenFile !== undefined)
      .map(({ path }) => ({ path, message: "give tokenFrom or tokenFile, not both" })),
    ...wanted.flatMap(({ row, path }) => {
      const name = /^[a-z+]+:\/\/([^/]+)\//.exec(typeof row.url === "string" ? row.url : "")?.[1];
      if (name === undefined || allowed.includes(name)) return [];
      return [{ path: [...path, "url"], message: `policies.hosts does not name ${name}` }];
    }),
    ...wanted
      .filter(({ row }, index) => wanted.findIndex((other) => other.row.name === row.name) < index)
      .map(({ path }) => ({ path: [...path, "name"], message: "another bundle has this name" })),
  ];
}

function rowsOf(
  section: Json | undefined,
  key: string,
): readonly { readonly row: JsonObject; readonly path: readonly Segment[] }[] {
  const rows = isJsonObject(section) ? section[key] : undefined;
  if (!isJsonArray(rows)) return [];
  return rows.flatMap((row, index) => (isJsonObject(row) ? [{ row, path: ["policies", key, index] }] : []));
}
