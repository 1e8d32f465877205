import { Ajv, type ErrorObject } from "ajv";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { keysOf } from "../../domain/json-pointer.ts";
import { messageOf } from "../../errors.ts";
import { formats } from "./formats.ts";
import type { Misfit } from "./misfit.ts";

/**
 * What a JSON Schema from elsewhere finds wrong with a value, or why it is none. It may use all of draft 7, and means
 * by it what kubeconform does.
 */
export function readJsonSchema(schema: JsonObject): ((value: Json) => readonly Misfit[]) | string {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, logger: false });
  for (const [name, validate] of formats) ajv.addFormat(name, { type: "string", validate });
  try {
    const fits = ajv.compile(schema);
    return (value) => (fits(value) === true ? [] : (fits.errors ?? []).filter(isSaid).map(misfitOf));
  } catch (error) {
    return messageOf(error).replaceAll(/\s+/g, " ").slice(0, 300);
  }
}

/** These come beside the error that says why. */
function isSaid({ keyword }: ErrorObject): boolean {
  return keyword !== "if" && keyword !== "allOf";
}

function misfitOf({ keyword, instancePath, params, parentSchema, data }: ErrorObject<string, ErrorParams>): Misfit {
  const schema: unknown = parentSchema;
  const name = params.missingProperty ?? params.additionalProperty;
  return {
    keyword,
    path: keysOf(instancePath),
    value: asJson(data),
    schema: isSchema(schema) ? schema : {},
    ...(name === undefined ? {} : { names: [name] }),
    ...(params.limit === undefined ? {} : { limit: params.limit }),
  };
}

type ErrorParams = {
  readonly missingProperty?: string;
  readonly additionalProperty?: string;
  readonly limit?: number;
};

function isSchema(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && isJsonObject(asJson(value));
}

/** Part of what was given, which was JSON. */
function asJson(value: unknown): Json {
  return isJson(value) ? value : null;
}

function isJson(value: unknown): value is Json {
  return value !== undefined;
}
