import { createHash } from "node:crypto";
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { RE2JS } from "re2js";
import { canonicalJson, type Json, type JsonObject } from "../../domain/json.ts";
import { definitionSchema, referencesOf } from "./definitions.ts";
import { isPortName } from "./port-name.ts";
import { parseQuantity } from "./quantity.ts";
import { structuralSchema } from "./structural.ts";

/** Every error of a value, or none; never throws. */
export type Validate = (value: Json) => readonly ErrorObject[];

const perRelease = new Map<number, { readonly ajv: Ajv; readonly added: Set<string> }>();
const perObject = new WeakMap<JsonObject, Validate>();
const perContent = new Map<string, Validate>();
const contentLimit = 2_000;
/** Patterns of custom resources are the author's and meant for Go: RE2 reads them alike, in linear time. */
const linearTime = Object.assign((pattern: string) => RE2JS.compile(pattern), { code: "RE2JS.compile" });
const custom = createAjv({ code: { regExp: linearTime } });

/** The validator of a built-in definition; compiled when its kind is first met, then kept. */
export function builtInValidator(definition: string, minor: number): Validate {
  const { ajv, added } = releaseOf(minor);
  addWithReferences(definition);
  const compiled = ajv.getSchema(definition);
  return compiled === undefined ? () => [] : asValidate(compiled);

  function addWithReferences(name: string): void {
    if (added.has(name)) return;
    added.add(name);
    const schema = definitionSchema(name, minor);
    if (schema !== undefined) ajv.addSchema(schema, name);
    for (const reference of referencesOf(name)) addWithReferences(reference);
  }
}

/**
 * The validator of a custom resource's schema, kept by its content: the same definition in another
 * revision costs nothing. Throws when the schema itself is wrong, such as a pattern that is no pattern.
 */
export function customValidator(openApi: JsonObject): Validate {
  const known = perObject.get(openApi) ?? perContent.get(digestOf(openApi));
  const validate = known ?? compileCustom(openApi);
  perObject.set(openApi, validate);
  return validate;
}

function compileCustom(openApi: JsonObject): Validate {
  const schema = structuralSchema(openApi);
  const validate = asValidate(custom.compile(schema));
  custom.removeSchema(schema);
  if (perContent.size >= contentLimit) perContent.clear();
  perContent.set(digestOf(openApi), validate);
  return validate;
}

function digestOf(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64");
}

function releaseOf(minor: number): { readonly ajv: Ajv; readonly added: Set<string> } {
  const known = perRelease.get(minor);
  if (known !== undefined) return known;
  const release = { ajv: createAjv(), added: new Set<string>() };
  perRelease.set(minor, release);
  return release;
}

function asValidate(compiled: ValidateFunction): Validate {
  return (value) => (compiled(value) === true ? [] : (compiled.errors ?? []));
}

/** Schemas are generated or already judged, so ajv need not look at them again; it would cost more than the manifests. */
function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({
    ...options,
    allErrors: true,
    verbose: true,
    strict: false,
    validateSchema: false,
    logger: false,
  });
  formats.default(ajv, ["date-time", "date", "email", "hostname", "ipv4", "ipv6", "uri", "uuid", "duration"]);
  ajv.addFormat("quantity", { type: "string", validate: (text: string) => parseQuantity(text) !== undefined });
  ajv.addFormat("base64", { type: "string", validate: isBase64 });
  ajv.addFormat("percent", /^[0-9]+%$/);
  ajv.addFormat("percent-of-all", { type: "string", validate: isPercentOfAll });
  ajv.addFormat("port-name", { type: "string", validate: isPortName });
  return ajv;
}

function isPercentOfAll(text: string): boolean {
  return /^[0-9]+%$/.test(text) && Number.parseInt(text, 10) <= 100;
}

/** As Go's decoder: line breaks are skipped, padding is needed. */
function isBase64(text: string): boolean {
  const compact = text.replaceAll(/[\r\n]/g, "");
  return /^[A-Za-z0-9+/]*={0,2}$/.test(compact) && compact.length % 4 === 0;
}
