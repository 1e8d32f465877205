import type { NotEvaluated } from "../../domain/application.ts";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { readDocumentText } from "../../sources/documents.ts";
import type { DeclarationContext } from "../engine.ts";
import { type GivenApplication, problemOf, type ReadApplication, readApplication } from "./application.ts";
import { fillAll, fillText, type Templating } from "./fill.ts";
import { generateKind, kindsOf } from "./generators/generate.ts";
import { type Generating, limited } from "./generators/parameters.ts";
import { type Budget, spend } from "./go-template/budget.ts";
import { mergeInto } from "./go-template/functions/merge.ts";
import { fromJson, isMap, TemplateProblem, toJson, type ValueMap } from "./go-template/value.ts";
import { mergePatch } from "./parameter-overrides.ts";
import { below, flagOf, isThere, itemsOf, mappingOf, NotEvaluable, type Place, textOf, textsIn } from "./place.ts";

/** What an ApplicationSet generates, as far as git alone can tell. Never throws on a bad one. */
export async function readApplicationSet(
  given: GivenApplication,
  context: DeclarationContext,
  budget: Budget,
): Promise<readonly ReadApplication[]> {
  const read: ReadApplication[] = [];
  const problem = async (error: unknown) =>
    read.push({ application: null, notEvaluated: [await problemOf(error, given)] });
  try {
    const { generated, problems } = await generateAll(given.root, context, budget);
    for (const error of problems) await problem(error);
    for (const root of generated)
      read.push(await readApplication({ ...given, root, key: keyOf(given, root) }, context));
  } catch (error) {
    await problem(error);
  }
  return gathered(read);
}

function keyOf({ key }: GivenApplication, root: Place): string {
  return `${key}: ${textOf(below(root, "metadata", "name"))}`;
}

type Generated = { readonly generated: readonly Place[]; readonly problems: readonly NotEvaluable[] };

/** One generator that cannot be evaluated leaves the others: each adds Applications of its own. */
async function generateAll(root: Place, context: DeclarationContext, budget: Budget): Promise<Generated> {
  const spec = below(root, "spec");
  const problems: NotEvaluable[] = [];
  const remark = (reason: string, at: Place) => problems.push(new NotEvaluable(reason, at));
  const generating: Generating = { templating: templatingOf(spec, budget), context, depth: 0, remark };
  const generated: Place[] = [];
  for (const generator of itemsOf(below(spec, "generators"))) {
    const kinds = kindsOf(generator);
    if (kinds.length === 0) remark("It has a generator of no kind that is known.", generator);
    for (const kind of kinds) {
      try {
        const found = await applicationsOf(kind, generator, root, generating);
        // In a folder that nobody knows the address of, it may have meant another repository.
        if (found.length === 0 && kind === "git" && context.self === null) {
          remark("Its generator git finds nothing here.", below(generator, kind));
        }
        generated.push(...found);
      } catch (error) {
        problems.push(problemAt(error, below(generator, kind)));
      }
    }
  }
  requireDistinctNames(limited(generated, spec), spec);
  return { generated, problems };
}

/** What is spent is said where it ran out. */
function problemAt(error: unknown, place: Place): NotEvaluable {
  if (error instanceof NotEvaluable) return error;
  if (error instanceof TemplateProblem) return new NotEvaluable(`${error.message}.`, place);
  throw error;
}

function templatingOf(spec: Place, budget: Budget): Templating {
  const options = textsIn(below(spec, "goTemplateOptions"));
  return { go: flagOf(below(spec, "goTemplate")), missingKeyIsError: options.includes("missingkey=error"), budget };
}

/** So that many ApplicationSets together are bounded as well. */
const stepsPerApplication = 250;

async function applicationsOf(
  kind: string,
  generator: Place,
  root: Place,
  generating: Generating,
): Promise<readonly Place[]> {
  const parameters = await generateKind(kind, generator, generating);
  const template = templateOf(root, below(generator, kind, "template"));
  return parameters.map((one) => {
    spend(generating.templating.budget, stepsPerApplication);
    return applicationOf(template, one, root, generating.templating);
  });
}

/** A generator's own template comes first; what it leaves empty is the ApplicationSet's. */
function templateOf(root: Place, own: Place): Place {
  const place = below(root, "spec", "template");
  if (!isThere(own)) return place;
  const [first, second] = [fromJson(mappingOf(own) ?? {}), fromJson(mappingOf(place) ?? {})];
  const merged = isMap(first) && isMap(second) ? toJson(mergeInto(first, second, "keep")) : {};
  return { value: merged, pointer: place.pointer };
}

function applicationOf(template: Place, parameters: ValueMap, root: Place, templating: Templating): Place {
  const filled = Object.keys(parameters).length === 0 ? template.value : fillAll(template, parameters, templating);
  const patched = mergePatch(filled ?? {}, patchOf(root, parameters, templating));
  const object = isJsonObject(patched) ? patched : {};
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const namespace = below(root, "metadata", "namespace").value;
  const value: JsonObject = { ...object, metadata: { ...metadata, ...(namespace === undefined ? {} : { namespace }) } };
  return { value, pointer: template.pointer };
}

/** `templatePatch` is filled in as text and then laid over, lists as wholes. */
function patchOf(root: Place, parameters: ValueMap, templating: Templating): Json {
  const place = below(root, "spec", "templatePatch");
  const text = textOf(place);
  if (text.trim() === "") return {};
  const { documents, problems } = readDocumentText(fillText(text, parameters, templating, place));
  const [problem] = problems;
  if (problem !== undefined)
    throw new NotEvaluable(`Its templatePatch is no YAML once it is filled in: ${problem.message}`, place);
  const patch = documents[0]?.object ?? {};
  if (!isJsonObject(patch)) throw new NotEvaluable("Its templatePatch is no mapping once it is filled in.", place);
  if (/"\$(?:patch|setElementOrder|retainKeys|deleteFromPrimitiveList)/.test(JSON.stringify(patch))) {
    throw new NotEvaluable("Its templatePatch has a directive such as $patch, which is not evaluated.", place);
  }
  return patch;
}

/** Argo CD then applies none of them. */
function requireDistinctNames(generated: readonly Place[], at: Place): void {
  const names = new Set<string>();
  for (const root of generated) {
    const name = textOf(below(root, "metadata", "name"));
    if (names.has(name))
      throw new NotEvaluable(
        `It generates two Applications called ${name}, and Argo CD then applies none.`,
        below(at, "template", "metadata", "name"),
      );
    names.add(name);
  }
}

/** One line of a template has the same trouble for everything that is generated from it: said once, with how many. */
function gathered(read: readonly ReadApplication[]): readonly ReadApplication[] {
  const byLine = Map.groupBy(
    read.flatMap(({ notEvaluated }) => notEvaluated),
    ({ path, line }) => `${path}:${line}`,
  );
  const said = [...byLine.values()].flatMap(summarised);
  return [...read.map((one) => ({ ...one, notEvaluated: [] })), { application: null, notEvaluated: said }];
}

function summarised(same: readonly NotEvaluated[]): readonly NotEvaluated[] {
  const distinct = [...new Map(same.map((one) => [one.reason, one])).values()];
  const [first] = distinct;
  if (first === undefined || distinct.length <= 3) return distinct;
  return [{ ...first, reason: `${first.reason} So it is with ${distinct.length - 1} more that it generates.` }];
}
