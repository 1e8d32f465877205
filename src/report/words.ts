import { amount, digits } from "../domain/amount.ts";
import { type Finding, isExcused, type Severity, severities } from "../domain/finding.ts";
import { type ResourceId, resourceName } from "../domain/manifest.ts";
import type { Action, Risk } from "../domain/plan.ts";
import { type Conclusion, countActions, type Report } from "../domain/report.ts";
import { foldFindings } from "./fold.ts";

/*
 * The words that every rendering shares, so that check run, comment and terminal never disagree.
 */

/** Status marks: the only emojis in what we say. */
export const conclusionMark = { passed: "✅", failed: "❌", errored: "❗" } as const satisfies Record<
  Conclusion,
  string
>;

export const severityMark = { error: "❌", warning: "⚠️", notice: "ℹ️" } as const satisfies Record<Severity, string>;

/** The verdict in a word, where no mark can be shown. */
export const conclusionWord = {
  passed: "Passed",
  failed: "Failed",
  errored: "Errored",
} as const satisfies Record<Conclusion, string>;

/** Why a reader should stop, in a sentence that needs no glossary. */
export const riskSentence: Readonly<Record<Risk, string>> = {
  "deletes-stateful": "It holds data, which may be gone for good with it.",
  "deletes-namespace": "Everything inside the namespace is deleted with it.",
  "deletes-definition": "Every resource of the kind it defines is deleted with it, in all namespaces.",
  uninstalls: "What it deployed is deleted with it.",
  "may-be-pruned":
    "Its old application may delete it before the new one takes it over, and it is created anew then, without its data.",
  replaces: "A field that cannot change in place has changed: it is deleted and created anew.",
  "opens-network": "It lets more traffic through than before.",
  exposes: "It can be reached from outside the cluster.",
  "removed-api": "Its API version is gone from the Kubernetes that runs here: it cannot be applied.",
  "misses-own-pods": "Its selector does not match the pods it makes, which the API server refuses.",
  "loses-endpoints": "A Service that had pods to send traffic to has none any more.",
  "changes-selector": "Its selector changes: what it selects today may be left without an owner or without traffic.",
  "scales-to-zero": "It is scaled to zero: nothing of it will run.",
  "blocks-eviction": "A disruption budget lets no pod go: nodes cannot be drained.",
  "fights-autoscaler": "A number of replicas is set that an autoscaler changes: each undoes the other.",
  "drops-probe": "A probe is gone: Kubernetes no longer sees whether it works.",
  "drops-limit": "A memory limit is gone: one pod may take what its neighbours need.",
  "moves-image-back": "Its image or chart moves to an older version.",
  "unpins-image": "Its image is named by a tag that moves: what runs may change without a change here.",
  "widens-permissions": "It allows more than before.",
};

/** Least to most dangerous, as people know it from other plans. */
const countedActions = ["create", "read", "update", "forget", "replace", "delete"] as const satisfies readonly Action[];

/** `3 to update, 1 to delete`, or "" when nothing changes. */
export function changeCounts(counts: Readonly<Record<Action, number>>): string {
  return countedActions
    .filter((action) => counts[action] > 0)
    .map((action) => `${digits(counts[action])} to ${action}`)
    .join(", ");
}

/** `2 errors, 1 warning`, or "" when there are none. */
export function findingCounts(findings: readonly Pick<Finding, "severity">[]): string {
  const counts = { error: 0, warning: 0, notice: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => amount(counts[severity], severity))
    .join(", ");
}

/**
 * The verdict in one line: what a list of checks shows. Numbers and our own words only. A remark is
 * counted once however many environments it holds for; a change counts in each of them.
 */
export function headline(report: Report): string {
  const all = foldFindings(report);
  const findings = joined(findingCounts(all.filter((finding) => !isExcused(finding))), waivedCount(all));
  const changes = joined(changeCounts(countActions(report.applications)), unknownWords(report));
  if (report.conclusion === "errored") return joined(unjudgedWords(report), findings, changes);
  if (report.applications.length === 0 && findings === "") return "Nothing to judge";
  return joined(findings || "No findings", changes || unchangedWords(report));
}

function waivedCount(findings: readonly Pick<Finding, "waiver">[]): string {
  const count = findings.filter(({ waiver }) => waiver !== undefined).length;
  return count === 0 ? "" : `${digits(count)} waived`;
}

function unchangedWords({ applications, base }: Report): string {
  return base === null || applications.length === 0 ? "" : "nothing changes";
}

/** A plan that nobody knows must never read like one in which nothing changes. */
function unknownWords({ applications }: Report): string {
  const count = applications.filter(({ status, plan }) => status !== "errored" && plan.status === "unknown").length;
  return count === 0 ? "" : `${amount(count, "plan")} not known`;
}

function unjudgedWords({ applications }: Report): string {
  const count = applications.filter(({ status }) => status === "errored").length;
  return count === 0 ? "The change could not be judged" : `${amount(count, "application")} could not be judged`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
}

/** A resource as people know it; an address of Terraform names its kind already. */
export function resourceWords(id: ResourceId): string {
  return id.name.includes(`${id.kind}.`) ? id.name : resourceName(id);
}

/** `dev, staging and prod`. */
export function enumerate(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Environments in a sentence; the one that nobody named is not mentioned. */
export function environmentWords(environments: readonly string[]): string {
  if (environments.length === 1 && environments[0] === "default") return "";
  return environments.length > 8
    ? `${environments.slice(0, 3).join(", ")} and ${digits(environments.length - 3)} more environments`
    : enumerate(environments);
}
