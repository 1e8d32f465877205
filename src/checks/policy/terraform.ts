import type { ConfigurationDocument } from "../../domain/configuration.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { isJsonArray, isJsonObject } from "../../domain/json.ts";
import { resourceName } from "../../domain/manifest.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { Denial } from "../../ports/policies.ts";
import { blocksOf } from "../../sources/hcl/blocks.ts";
import { tokensOf } from "../../sources/walk.ts";
import type { JudgedApplication } from "../check.ts";
import { hideLiterals } from "../secrets/configuration-literals.ts";
import type { Asked } from "./asked.ts";
import { pointerFromMessage } from "./place.ts";

/** The files of a configuration to judge, and what Terraform plans, as rules for Terraform are given them. */
export function askedOfTerraform(judged: JudgedApplication): readonly Asked[] {
  const { documents = [], terraform } = judged;
  const files = documents.map((document): Asked => {
    const input = hideLiterals(document.object, "masked");
    const pointerOf: Asked["pointerOf"] = ({ pointer, message }) => pointer ?? placeOf(message, document);
    return {
      input,
      each: { action: null, old: null, path: document.path },
      resource: null,
      object: input,
      pointerOf,
      locate: (denial) => ({ path: document.path, line: document.lineAt(pointerOf(denial)) }),
    };
  });
  if (terraform === undefined) return files;
  const plan: Asked = {
    input: terraform.json,
    each: nothingBeside,
    resource: null,
    object: terraform.json,
    pointerOf: ({ pointer }) => pointer ?? "",
    locate: placeInPlan(judged),
  };
  return [...files, plan];
}

const nothingBeside = { action: null, old: null };

/** Every change of a plan of Terraform's, as `fairlead.change` is given it, with what it is given beside. */
export function changesOfTerraform(judged: JudgedApplication, facts: JsonObject): readonly Asked[] {
  const { plan, terraform } = judged;
  if (terraform === undefined || plan.status === "unknown") return [];
  return plan.changes.map((change, index) => {
    const { old = null, new: now = null } = terraform.values[index] ?? {};
    return {
      input: { action: change.action, old, new: now, apiVersion: change.apiVersion, ...change.id, ...facts },
      each: { action: change.action, old },
      resource: resourceName(change.id),
      object: now ?? old,
      pointerOf: ({ pointer }: Denial) => pointer ?? "",
      locate: (denial: Denial) => change.sources[0] ?? placeInPlan(judged)(denial),
    };
  });
}

/** Where the resource is written that a denial leads to, or names. */
function placeInPlan({ terraform, documents = [], application }: JudgedApplication) {
  return ({ pointer, message }: Pick<Denial, "pointer" | "message">): SourceLocation => {
    const changes = isJsonArray(terraform?.json.resource_changes) ? terraform.json.resource_changes : [];
    const [list, index, , , ...attribute] = pointer === null ? [] : tokensOf(pointer);
    const led = list === "resource_changes" ? changes[Number(index)] : undefined;
    const address = addressOf(led) ?? longest(changes.map(addressOf).filter((each) => each && message.includes(each)));
    const found = address === undefined ? undefined : terraform?.locate(address, led === undefined ? [] : attribute);
    return found ?? { path: documents[0]?.path ?? application.path, line: 1 };
  };
}

function addressOf(change: Json | undefined): string | undefined {
  return isJsonObject(change) && typeof change.address === "string" ? change.address : undefined;
}

function longest(texts: readonly (string | undefined)[]): string | undefined {
  return texts.toSorted((a, b) => (b?.length ?? 0) - (a?.length ?? 0))[0];
}

/** The block a message names, as `aws_s3_bucket.logs` or `"logs"`; "" for none. */
function placeOf(message: string, { object }: ConfigurationDocument): string {
  const words = new Set(message.match(/[\w-]+(?:\.[\w-]+)*/g) ?? []);
  const blocks = ["resource", "data", "module", "provider", "variable", "output"].flatMap((type) =>
    blocksOf(object, type, type === "resource" || type === "data" ? 2 : 1),
  );
  const named =
    blocks.find(({ labels }) => labels.length > 1 && [...words].some((word) => endsWith(word, labels.join(".")))) ??
    blocks.find(({ labels }) => words.has(labels.at(-1) ?? ""));
  if (named === undefined) return pointerFromMessage(message, object);
  return `${named.pointer}${pointerFromMessage(message, withoutNested(named.body))}`;
}

function endsWith(word: string, name: string): boolean {
  return word === name || word.endsWith(`.${name}`);
}

/** Only its own arguments: those of blocks inside it are often called the same. */
function withoutNested(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => !isJsonArray(value) || !value.some(isJsonObject)),
  );
}
