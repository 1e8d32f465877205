import { arithmetic } from "./arithmetic.ts";
import { clusterOnly } from "./cluster-only.ts";
import { conversions } from "./conversions.ts";
import { namedFormats } from "./formats.ts";
import { lists } from "./lists.ts";
import { moreLists } from "./more-lists.ts";
import { network } from "./network.ts";
import { optionals } from "./optionals.ts";
import type { Overload } from "./overload.ts";
import { quantities } from "./quantity.ts";
import { regex } from "./regex.ts";
import { relations } from "./relations.ts";
import { semver } from "./semver.ts";
import { sets } from "./sets.ts";
import { textual } from "./text.ts";
import { times } from "./times.ts";
import { urls } from "./url.ts";

const all: readonly Overload[] = [
  ...arithmetic,
  ...relations,
  ...conversions,
  ...times,
  ...textual,
  ...regex,
  ...lists,
  ...sets,
  ...optionals,
  ...moreLists,
  ...quantities,
  ...network,
  ...urls,
  ...semver,
  ...namedFormats,
  ...clusterOnly,
];

const catalogs = new Map<number, ReadonlyMap<string, readonly Overload[]>>();

/**
 * The functions that Kubernetes 1.`minor` gives to expressions, by name:
 * k8s.io/apiserver/pkg/cel/environment/base.go
 */
export function functionsOf(minor: number): ReadonlyMap<string, readonly Overload[]> {
  const known = catalogs.get(minor);
  if (known !== undefined) return known;
  const made = Map.groupBy(
    all.filter(({ since }) => since <= minor),
    ({ name }) => name,
  );
  catalogs.set(minor, made);
  return made;
}
