import { resolve } from "../git/repository.ts";
import { apiUrl, type Hub, nodeId, notFound } from "../hub.ts";
import { accountNamed, repositoryNamed, roleOf } from "../lookup.ts";
import type { Role, Ruleset } from "../state.ts";
import { userView } from "../views/accounts.ts";
import { fullRepositoryView, pageUrl, repositoryUrl } from "../views/repositories.ts";
import { actor } from "./authentication.ts";
import { allow, byAnyone, type Operation, operation } from "./operation.ts";

const reads = allow({ metadata: "read" }, "read");

/** The permission GitHub reports for a role; `role_name` has the role itself. */
const permissionOf = {
  none: "none",
  read: "read",
  triage: "read",
  write: "write",
  maintain: "write",
  admin: "admin",
} as const satisfies Record<Role, string>;

export const repositories: readonly Operation[] = [
  operation("GET /repos/{owner}/{repo}", reads, ({ hub, given }) => ({
    status: 200,
    body: fullRepositoryView(hub, repositoryNamed(hub, given.owner, given.repo)),
  })),

  operation(
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
    allow({ metadata: "read" }, "write"),
    ({ hub, given }) => {
      const repository = repositoryNamed(hub, given.owner, given.repo);
      const account = accountNamed(hub, given.username);
      const role = roleOf(account, repository);
      const user = { ...userView(hub, account), role_name: role };
      return { status: 200, body: { permission: permissionOf[role], role_name: role, user } };
    },
  ),

  operation(
    "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
    allow({ members: "read" }, "read"),
    ({ hub, given }) => {
      const organization = accountNamed(hub, given.org);
      const account = accountNamed(hub, given.username);
      const team = [...hub.state.teams.values()].find(
        ({ slug, organizationId }) => slug === given.team_slug && organizationId === organization.id,
      );
      const role = team?.members.get(account.id);
      if (team === undefined || role === undefined) throw notFound();
      const url = `${apiUrl(hub)}/organizations/${organization.id}/team/${team.id}/memberships/${account.login}`;
      return { status: 200, body: { url, role, state: "active" } };
    },
  ),

  operation("GET /repos/{owner}/{repo}/rules/branches/{branch}", reads, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const rules = repository.rulesets
      .filter(({ branch }) => branch === given.branch)
      .flatMap((ruleset) => rulesView(ruleset));
    const source = { ruleset_source_type: "Repository", ruleset_source: `${given.owner}/${given.repo}` };
    return { status: 200, body: page(rules).map((rule) => ({ ...rule, ...source })) };
  }),

  operation("GET /repos/{owner}/{repo}/rulesets", reads, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const body = page(repository.rulesets).map((ruleset) => ({
      id: ruleset.id,
      node_id: nodeId("RRS", ruleset.id),
      name: ruleset.name,
      target: "branch",
      source_type: "Repository",
      source: `${given.owner}/${given.repo}`,
      enforcement: "active",
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
      _links: {
        self: { href: `${repositoryUrl(hub, repository)}/rulesets/${ruleset.id}` },
        html: { href: `${pageUrl(hub, repository)}/rules/${ruleset.id}` },
      },
    }));
    return { status: 200, body };
  }),

  operation(
    "GET /repos/{owner}/{repo}/branches/{branch}",
    allow({ contents: "read" }, "read"),
    async ({ hub, given }) => {
      const repository = repositoryNamed(hub, given.owner, given.repo);
      const sha = await resolve(repository.directory, `refs/heads/${given.branch}`);
      if (sha === undefined) throw notFound();
      const url = `${repositoryUrl(hub, repository)}/branches/${given.branch}`;
      const guarded = repository.rulesets.some(({ branch }) => branch === given.branch);
      const body = {
        name: given.branch,
        commit: { sha },
        protected: guarded,
        protection_url: `${url}/protection`,
        _links: { self: url, html: `${pageUrl(hub, repository)}/tree/${given.branch}` },
      };
      return { status: 200, body };
    },
  ),

  operation("GET /users/{username}", byAnyone, ({ hub, given }) => ({
    status: 200,
    body: profile(hub, given.username),
  })),

  operation("GET /user", byAnyone, ({ hub, caller }) => ({ status: 200, body: profile(hub, actor(caller).login) })),
];

function profile(hub: Hub, login: string) {
  const account = accountNamed(hub, login);
  return { ...userView(hub, account), name: account.name, email: account.email };
}

function rulesView({ id, requiredChecks, requiredApprovals, strict }: Ruleset) {
  const checks = {
    type: "required_status_checks",
    ruleset_id: id,
    parameters: {
      strict_required_status_checks_policy: strict,
      do_not_enforce_on_create: false,
      required_status_checks: requiredChecks.map(({ context, appId }) => ({
        context,
        ...(appId === undefined ? {} : { integration_id: appId }),
      })),
    },
  };
  const reviews = {
    type: "pull_request",
    ruleset_id: id,
    parameters: {
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_approving_review_count: requiredApprovals,
      required_review_thread_resolution: false,
    },
  };
  return [...(requiredChecks.length > 0 ? [checks] : []), ...(requiredApprovals > 0 ? [reviews] : [])];
}
