import type { RepositoryConfig } from "../../config/schema.ts";
import type { PullRequest } from "../../domain/pull-request.ts";
import type { WaivedFinding } from "../../domain/waiver-record.ts";
import type { People, Permission } from "../../ports/github.ts";
import type { CommandCall, CommandPorts } from "../command.ts";
import { atLeast } from "../permission.ts";

/** Who asks for something, where. */
type Asker = Pick<CommandCall, "repository" | "author">;

/** Those who may waive the findings of these environments; null stands for findings of none. */
type Circle = { readonly environments: readonly (string | null)[]; readonly principals: readonly string[] };

/** Teams of which GitHub does not say who is in them. */
type Refusal = Circle & { readonly unknown: readonly string[] };

/** Who may waive, by the configuration; a finding's own environment has the first word. */
export function circlesOf(
  findings: readonly Pick<WaivedFinding, "environment">[],
  { environments, waivers }: Pick<RepositoryConfig, "environments" | "waivers">,
): readonly Circle[] {
  const principalsOf = (name: string | null) =>
    environments.find((one) => one.name === name)?.permissions.waive ?? waivers.from ?? ["role:maintain"];
  const names = [...new Set(findings.map(({ environment }) => environment))];
  const groups = Map.groupBy(names, (name) => JSON.stringify(principalsOf(name)));
  return [...groups.values()].map((group) => ({ environments: group, principals: principalsOf(group[0] ?? null) }));
}

/** The first circle that the asker is not in; undefined when they are in all of them. Unknown counts as no. */
export async function refusalOf(
  asker: Asker,
  circles: readonly Circle[],
  people: People,
): Promise<Refusal | undefined> {
  const has = await people.permission(asker.repository, asker.author);
  for (const circle of circles) {
    const unknown: string[] = [];
    let isIn = false;
    for (const principal of circle.principals) {
      const answer = await isOf(asker, principal, has, people);
      if (answer === "unknown") unknown.push(principal);
      isIn ||= answer === true;
      if (isIn) break;
    }
    if (!isIn) return { ...circle, unknown };
  }
  return undefined;
}

async function isOf(
  { repository, author }: Asker,
  principal: string,
  has: Permission,
  people: People,
): Promise<boolean | "unknown"> {
  const [, kind = "", name = ""] = /^(user|team|role):(.*)$/i.exec(principal) ?? [];
  if (!atLeast(has, "read")) return false;
  switch (kind.toLowerCase()) {
    case "user":
      return isSameLogin(name, author);
    case "role": {
      const role = name.toLowerCase();
      return isPermission(role) && atLeast(has, role);
    }
    case "team": {
      const [organization = "", slug = ""] = name.split("/");
      const answer = await people.membership(repository, { organization, slug }, author);
      return answer === "unknown" ? answer : answer === "member";
    }
    default:
      return false;
  }
}

function isPermission(name: string): name is Permission {
  return ["read", "triage", "write", "maintain", "admin"].includes(name);
}

/** Whether somebody has a hand in the pull request: opened it, or wrote or committed any of it. */
export async function involvementOf(
  { repository, author }: Asker,
  pullRequest: Pick<PullRequest, "number" | "author">,
  { pullRequests }: Pick<CommandPorts, "pullRequests">,
): Promise<"involved" | "none" | "unknown"> {
  if (isSameLogin(pullRequest.author, author)) return "involved";
  const writers = await pullRequests.writers(repository, pullRequest.number);
  if (writers === null) return "unknown";
  return [...writers].some((one) => isSameLogin(one, author)) ? "involved" : "none";
}

/** GitHub's logins are one whatever their case. */
export function isSameLogin(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
