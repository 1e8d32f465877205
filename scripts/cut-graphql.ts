import {
  type DefinitionNode,
  type DocumentNode,
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  type TypeNode,
  visit,
} from "graphql";
import { graphqlFields } from "../src/forge/graphql/names.ts";

/** GitHub's GraphQL schema, cut to the fields the forge answers; arguments, enums and inputs stay whole. */
export function cutGraphql(sdl: string): string {
  const whole = parse(sdl, { noLocation: true });
  const byName = new Map(
    whole.definitions.flatMap((node) => ("name" in node && node.name ? [[node.name.value, node] as const] : [])),
  );
  const kept = new Map<string, DefinitionNode>();
  for (const name of Object.keys(graphqlFields)) keep(name, byName, kept);
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...kept.values()] };
  const bare = visit(document, {
    enter: (node) =>
      "description" in node || "directives" in node ? { ...node, description: undefined, directives: [] } : undefined,
  });
  return `${stripIgnoredCharacters(print(bare))}\n`;
}

function keep(name: string, byName: ReadonlyMap<string, DefinitionNode>, kept: Map<string, DefinitionNode>): void {
  if (kept.has(name) || ["String", "Int", "Float", "Boolean", "ID"].includes(name)) return;
  const definition = byName.get(name);
  if (definition === undefined) throw new Error(`GitHub's schema has no type ${name}.`);
  kept.set(name, definition);
  const cut = cutDefinition(name, definition);
  kept.set(name, cut);
  for (const needed of typesIn(cut)) keep(needed, byName, kept);
}

function cutDefinition(name: string, definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
    return definition;
  const wanted = graphqlFields[name];
  if (wanted === undefined) throw new Error(`A field of type ${name} is kept, but no fields of ${name} are named.`);
  const fields = (definition.fields ?? []).filter((field) => wanted.includes(field.name.value));
  const missing = wanted.filter((field) => !fields.some(({ name: { value } }) => value === field));
  if (missing.length > 0) throw new Error(`GitHub's ${name} has no ${missing.join(", ")}.`);
  const interfaces = (definition.interfaces ?? []).filter(({ name: { value } }) => {
    const of = graphqlFields[value];
    return of?.every((field) => wanted.includes(field)) ?? false;
  });
  return { ...definition, fields, interfaces };
}

function typesIn(definition: DefinitionNode): readonly string[] {
  const names: string[] = [];
  visit(definition, { NamedType: (node: TypeNode & { name: { value: string } }) => void names.push(node.name.value) });
  return names;
}
