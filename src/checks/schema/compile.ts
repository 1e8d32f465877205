import type { JsonObject } from "../../domain/json.ts";
import { messageOf } from "../../errors.ts";
import { definitionSchema } from "./definitions.ts";
import { compilePattern } from "./misfits.ts";
import { resourceShape, type Shape, shapeOf } from "./shape.ts";

const perRelease = new Map<number, Map<string, Shape>>();

/** The shape of a built-in definition; made when its kind is first met, then kept. */
export function builtInShape(definition: string, minor: number): Shape | undefined {
  const release = perRelease.get(minor) ?? new Map<string, Shape>();
  perRelease.set(minor, release);
  const known = release.get(definition);
  if (known !== undefined) return known;
  const schema = definitionSchema(definition, minor);
  if (schema === undefined) return undefined;
  const shape = shapeOf(schema, "published", (name) => builtInShape(name, minor));
  release.set(definition, shape);
  return shape;
}

const perObject = new WeakMap<JsonObject, Shape | string>();

/** The shape of a custom resource's schema, or why it can be none, such as a pattern that is no pattern. */
export function customShape(openApi: JsonObject): Shape | string {
  const known = perObject.get(openApi);
  if (known !== undefined) return known;
  const made = makeShape(openApi);
  perObject.set(openApi, made);
  return made;
}

function makeShape(openApi: JsonObject): Shape | string {
  const shape = resourceShape(openApi);
  return brokenPattern(openApi) ?? shape;
}

function brokenPattern(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("pattern" in value && typeof value.pattern === "string") {
    try {
      compilePattern(value.pattern);
    } catch (error) {
      return messageOf(error);
    }
  }
  for (const inner of Object.values(value)) {
    const broken = brokenPattern(inner);
    if (broken !== undefined) return broken;
  }
  return undefined;
}
