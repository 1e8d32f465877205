import type { Endpoints } from "@octokit/types";
import type { Hub } from "../hub.ts";
import type { OperationName } from "../openapi/names.ts";
import type { Access, Account, App, Installation, Permissions, Role } from "../state.ts";

/** Who asks. A person counts with their role, an installation with its token's permissions. */
export type Caller =
  | { readonly kind: "app"; readonly app: App }
  | {
      readonly kind: "installation";
      readonly app: App;
      readonly installation: Installation;
      readonly account: Account;
      readonly permissions: Permissions;
      /** Null: every repository of the installation. */
      readonly repositoryIds: readonly number[] | null;
    }
  | { readonly kind: "user"; readonly account: Account }
  | { readonly kind: "anonymous" };

/** What an operation asks of its caller. */
export type Needs =
  | { readonly caller: "app" | "installation" | "anyone" }
  | {
      readonly caller: "repository";
      /** Any one of these suffices for an installation. */
      readonly permissions: { readonly [name: string]: Access };
      /** What a person needs; null: people cannot do this. */
      readonly role: Role | null;
    };

type Answer = {
  readonly status: number;
  readonly body?: unknown;
  /** Where a redirect leads. */
  readonly location?: string;
};

/** Path, query and body in one, as Octokit's types have them; GitHub's schemas have already been held against them. */
type Given<K> = K extends keyof Endpoints
  ? // Octokit allows large ids as bigint; JSON never brings one.
    { [N in keyof Endpoints[K]["parameters"]]: Exclude<Endpoints[K]["parameters"][N], bigint> }
  : { readonly [name: string]: unknown };

export type Call<K extends OperationName> = {
  readonly hub: Hub;
  readonly caller: Caller;
  readonly given: Given<K>;
  /** The page asked for; the answer's `Link` header names the others. */
  page<T>(list: readonly T[]): readonly T[];
};

export type Operation = {
  readonly name: OperationName;
  readonly needs: Needs;
  run(call: Call<OperationName>): Answer | Promise<Answer>;
};

export function operation<K extends OperationName>(
  name: K,
  needs: Needs,
  run: (call: Call<K>) => Answer | Promise<Answer>,
): Operation {
  // The name decides the parameters' type; the router pairs a request with the operation of that name.
  return { name, needs, run: run as Operation["run"] };
}

export const byApp: Needs = { caller: "app" };
export const byInstallation: Needs = { caller: "installation" };
export const byAnyone: Needs = { caller: "anyone" };

/** An installation with any of these permissions, or a person with the role. */
export function allow(permissions: { readonly [name: string]: Access }, role: Role | null): Needs {
  return { caller: "repository", permissions, role };
}
