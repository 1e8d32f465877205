import { parseDuration } from "../../config/duration.ts";
import { canonicalJson } from "../../domain/json.ts";
import type { Waiver } from "../../domain/waiver.ts";

/**
 * What merging a change of the file of waivers would do, in a sentence each. A waiver that lasts longer than the
 * configuration allows, or that is over already, would do nothing, and whoever reviews it is told so.
 */
export function previewWaivers(
  before: readonly Waiver[],
  after: readonly Waiver[],
  { now, longest }: { readonly now: number; readonly longest: string },
): readonly string[] {
  const latest = now + (parseDuration(longest) ?? 0);
  const catchOf = ({ until }: Waiver) => {
    if (until > latest) return ` It lasts longer than ${longest}, so it would not count.`;
    return until <= now ? " It is over already, so it would not count." : "";
  };
  const earlier = new Set(before.map(contentOf));
  const later = new Set(after.map(contentOf));
  return [
    ...after
      .filter((waiver) => !earlier.has(contentOf(waiver)))
      .map((waiver) => `A waiver would be added: ${words(waiver)}.${catchOf(waiver)}`),
    ...before
      .filter((waiver) => !later.has(contentOf(waiver)))
      .map((waiver) => `A waiver would be gone: ${words(waiver)}.`),
  ];
}

function contentOf({ rule, fingerprints, owner, reason, ticket, until }: Waiver): string {
  return canonicalJson([rule, [...fingerprints], owner, reason, ticket, until]);
}

function words({ rule, owner, until, fingerprints, reason }: Waiver): string {
  const many = fingerprints.length === 1 ? "one finding" : `${fingerprints.length} findings`;
  const day = new Date(until - 1).toISOString().slice(0, 10);
  return `${rule}, ${many}, by ${owner} until ${day}: ${reason.replace(/[.\s]+$/, "")}`;
}
