import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Definition } from "./kubernetes-client.ts";

/** Custom resources as the declaration files of a `@kubernetes-models` package have them. */
type Models = {
  readonly definitions: ReadonlyMap<string, Definition>;
  /** Definitions by `apiVersion/kind`. */
  readonly kinds: ReadonlyMap<string, string>;
};

/** Reads a package's folder. What is only a status is left out: nobody writes one, and whatever stands there is accepted. */
export function readModels(folder: string): Models {
  const bodies = new Map<string, string>();
  const aliases = new Map<string, string>();
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    if (!path.endsWith(".d.ts") || path.endsWith("index.d.ts")) continue;
    const text = readFileSync(join(folder, path), "utf8").replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
    const name = /\bI\w+ as I(\w+)/.exec(text)?.[1] ?? /export (?:declare )?type I?(\w+) =/.exec(text)?.[1];
    // The class has the fields of all that the interface extends.
    const body = /export declare class \w+ [^{]*(\{[\s\S]*?\n\})/.exec(text)?.[1];
    const alias = /export (?:declare )?type \w+ = ([\s\S]*?);\n/.exec(text)?.[1];
    if (name !== undefined && body !== undefined) bodies.set(name, body);
    else if (name !== undefined && alias !== undefined) aliases.set(name, alias);
  }
  return new Reader(bodies, aliases).read();
}

class Reader {
  readonly #bodies: ReadonlyMap<string, string>;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #definitions = new Map<string, Definition>();

  constructor(bodies: ReadonlyMap<string, string>, aliases: ReadonlyMap<string, string>) {
    this.#bodies = bodies;
    this.#aliases = aliases;
  }

  read(): Models {
    const kinds = new Map<string, string>();
    for (const [name, body] of this.#bodies) {
      const apiVersion = /"apiVersion": "([^"]+)"/.exec(body)?.[1];
      const kind = /"kind": "([^"]+)"/.exec(body)?.[1];
      if (apiVersion === undefined || kind === undefined || kind.endsWith("List")) continue;
      kinds.set(`${apiVersion}/${kind}`, this.#define(name));
    }
    return { definitions: this.#definitions, kinds };
  }

  #define(name: string): string {
    const short = shortName(name);
    return this.#definitions.has(short) ? short : this.#defineBody(short, this.#bodies.get(name) ?? "{}");
  }

  #defineBody(short: string, body: string): string {
    const properties: Record<string, string> = {};
    const required: string[] = [];
    this.#definitions.set(short, { required, properties });
    for (const { field, optional, type } of new Fields(body).read()) {
      const isOfTheKind = field === "apiVersion" || field === "kind";
      properties[field] = field === "status" ? "any" : isOfTheKind ? "string" : this.#typeOf(type, `${short}.${field}`);
      if (!optional && !isOfTheKind) required.push(field);
    }
    return short;
  }

  #typeOf(type: string, place: string): string {
    const plain = type.trim();
    const parts = splitTop(plain, "|").filter((part) => part !== "null" && part !== "undefined");
    if (parts.length > 1) return parts.every((part) => part.startsWith('"')) ? parts.join("|") : union(parts, place);
    const [only = plain] = parts;
    if (only.startsWith('"') || ["string", "number", "boolean"].includes(only)) return only;
    const item = /^Array<([\s\S]*)>$/.exec(only)?.[1];
    if (item !== undefined) return `${this.#typeOf(item, place)}[]`;
    if (only.startsWith("{")) return this.#objectType(only, place);
    return this.#named(only.replace(/^I(?=[A-Z])/, ""), place);
  }

  #objectType(type: string, place: string): string {
    const values = /^\{\s*\[key: string\]: ([\s\S]*);\s*\}$/.exec(type)?.[1];
    if (values !== undefined) return `${this.#typeOf(values, place)}{}`;
    return this.#defineBody(place, type);
  }

  #named(name: string, place: string): string {
    const known = foreign.get(name) ?? /^IoK8sApi(?:CoreV1|machineryPkgApisMetaV1)(\w+)$/.exec(name)?.[1];
    if (known !== undefined) return foreign.has(name) ? known : `V1${known}`;
    if (this.#bodies.has(name)) return this.#define(name);
    const alias = this.#aliases.get(name);
    if (alias === undefined) throw new Error(`${place} refers to ${name}, and there is none.`);
    return this.#typeOf(alias, place);
  }
}

/** What the models take from elsewhere. */
const foreign = new Map([
  ["IoK8sApiextensionsApiserverPkgApisApiextensionsV1JSON", "any"],
  ["IoK8sApimachineryPkgRuntimeRawExtension", "any"],
  ["IoK8sApimachineryPkgApisMetaV1Time", "date-time"],
  ["IoK8sApimachineryPkgUtilIntstrIntOrString", "int-or-string"],
  ["unknown", "any"],
  ["any", "any"],
]);

function union(parts: readonly string[], place: string): string {
  if (parts.toSorted().join() === "number,string") return "int-or-string";
  throw new Error(`${place} is one of several types: ${parts.join(" | ")}`);
}

function shortName(name: string): string {
  return name.replace(/^ComGithub(?:FluxcdPkgApis|Fluxcd|ArgoprojArgoCdV3PkgApisApplicationV1alpha1)/, (prefix) =>
    prefix.includes("Argoproj") ? "ArgoCd" : "Flux",
  );
}

type Field = { readonly field: string; readonly optional: boolean; readonly type: string };

/** The fields of a body in braces: `"name"?: type;`, where a type may hold braces itself. */
class Fields {
  readonly #body: string;

  constructor(body: string) {
    this.#body = body.slice(1, -1);
  }

  read(): readonly Field[] {
    return splitTop(this.#body, ";").flatMap((text) => {
      const [, field, optional, type] = /^"([^"]+)"(\??): ([\s\S]*)$/.exec(text) ?? [];
      return field === undefined || type === undefined ? [] : [{ field, optional: optional === "?", type }];
    });
  }
}

/** The parts between separators that stand in no brackets. */
function splitTop(text: string, separator: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if ("{<(".includes(character)) depth += 1;
    if ("}>)".includes(character)) depth -= 1;
    if (character === separator && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
