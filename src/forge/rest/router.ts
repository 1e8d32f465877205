import type { Operation } from "./operation.ts";

type Route = {
  readonly operation: Operation;
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
};

export type Match = { readonly operation: Operation; readonly path: { readonly [name: string]: string } };

/** These stand for names that may hold slashes. */
const deep = new Set(["path", "ref", "basehead", "branch"]);

/** Finds the operation a request is for; undefined when there is none, or a segment is wrongly encoded. */
export function createRouter(operations: readonly Operation[]): (method: string, path: string) => Match | undefined {
  const routes = operations.map(routeOf).sort((one, other) => literals(other) - literals(one));

  return (method, path) => {
    for (const { operation, pattern, names, ...route } of routes) {
      const found = route.method === method ? pattern.exec(path) : null;
      if (found === null) continue;
      try {
        const values = names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]);
        return { operation, path: Object.fromEntries(values) };
      } catch {
        return undefined;
      }
    }
    return undefined;
  };
}

function routeOf(operation: Operation): Route {
  const [method = "", template = ""] = operation.name.split(" ");
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const pattern = template.replace(/\{(\w+)\}/g, (_, name: string) => (deep.has(name) ? "(.+?)" : "([^/]+)"));
  return { operation, method, names, pattern: new RegExp(`^${pattern}$`) };
}

function literals({ operation }: Route): number {
  return operation.name.split("/").filter((segment) => !segment.startsWith("{")).length;
}
