import { randomBytes } from "node:crypto";
import type { Hub } from "./hub.ts";
import type { Account } from "./state.ts";

/** A person or an organisation, with the token that acts for it. */
export type User = { readonly id: number; readonly login: string; readonly token: string };

export function createUser(
  hub: Hub,
  login: string,
  type: Account["type"],
  { name = login, email = `${login}@users.example` }: { readonly name?: string; readonly email?: string },
): User {
  const known = [...hub.state.accounts.values()].find((account) => account.login === login);
  if (known) return known;
  const token = type === "User" ? `ghp_${randomBytes(18).toString("hex")}` : "";
  const account: Account = { id: hub.newId(), login, type, name, email, token, createdAt: hub.now() };
  hub.state.accounts.set(account.id, account);
  return account;
}
