import type { HostedRepository } from "../domain/pull-request.ts";
import type { Audit } from "../ports/audit.ts";
import type { CommandBudget } from "../ports/conversations.ts";
import type { People } from "../ports/github.ts";
import type { VerdictPorts } from "../verdicts/ports.ts";

/** What webhooks need from outside. */
export type WebhookPorts = VerdictPorts & {
  readonly people: People;
  readonly commandBudget: CommandBudget;
  readonly audit: Audit;
  /** Our own App: what it says and does is never a command. */
  readonly appId: number;
};

/** What every payload about a repository holds. */
export type RepositoryPayload = {
  readonly repository?:
    | { readonly id: number; readonly name: string; readonly owner: { readonly login: string } }
    | undefined;
  readonly sender?: { readonly login: string } | undefined;
  readonly installation?: { readonly id: number } | null | undefined;
};

/** Undefined for deliveries of a repository's own webhook, which come through no installation. */
export function hostedRepository({ repository, installation }: RepositoryPayload): HostedRepository | undefined {
  if (repository === undefined || installation === undefined || installation === null) return undefined;
  return { id: repository.id, installation: installation.id, owner: repository.owner.login, name: repository.name };
}
