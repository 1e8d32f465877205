import type { ValueMap } from "../go-template/value.ts";
import { below, isThere, NotEvaluable, type Place } from "../place.ts";
import { clusterParameters } from "./clusters.ts";
import { matrixParameters, mergeParameters } from "./combine.ts";
import { gitParameters } from "./git.ts";
import { listParameters } from "./list.ts";
import { type Generating, limited } from "./parameters.ts";
import { selected } from "./selector.ts";

type GeneratorKind = (generator: Place, generating: Generating) => Promise<readonly ValueMap[]>;

const evaluated: ReadonlyMap<string, GeneratorKind> = new Map<string, GeneratorKind>([
  ["list", async (generator, generating) => listParameters(generator, generating)],
  ["git", gitParameters],
  ["clusters", clusterParameters],
  ["matrix", (generator, generating) => matrixParameters(generator, generating, generateOne)],
  ["merge", (generator, generating) => mergeParameters(generator, generating, generateOne)],
]);

/** Those that ask somebody: a forge, a cluster, a plugin. */
const asking: ReadonlyMap<string, string> = new Map([
  ["scmProvider", "asks a forge which repositories there are"],
  ["pullRequest", "asks a forge which pull requests are open"],
  ["clusterDecisionResource", "asks the cluster"],
  ["plugin", "asks a plugin"],
]);

/** The kinds of generators that an entry of a list of them has; more than one only at the top. */
export function kindsOf(generator: Place): readonly string[] {
  return [...evaluated.keys(), ...asking.keys()].filter((kind) => isThere(below(generator, kind)));
}

/** The parameters of a generator of one kind, less those that its selector leaves out. */
export async function generateKind(
  kind: string,
  generator: Place,
  generating: Generating,
): Promise<readonly ValueMap[]> {
  const asks = asking.get(kind);
  const place = below(generator, kind);
  if (asks !== undefined) throw new NotEvaluable(`Its generator ${kind} ${asks}, which git cannot tell.`, place);
  const parameters = (await evaluated.get(kind)?.(place, generating)) ?? [];
  return selected(limited(parameters, place), below(generator, "selector"));
}

/** A generator inside another. */
async function generateOne(generator: Place, generating: Generating): Promise<readonly ValueMap[]> {
  const [kind, ...others] = kindsOf(generator);
  if (kind === undefined) throw new NotEvaluable("It has a generator of no kind that is known.", generator);
  if (others.length > 0)
    throw new NotEvaluable(
      `It has ${[kind, ...others].join(" and ")} in one place, and Argo CD takes one of them.`,
      generator,
    );
  return generateKind(kind, generator, generating);
}
