import type { ConfigurationDocument } from "../../../domain/configuration.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import type { SourceLocation } from "../../../domain/source.ts";
import { resolveWithin } from "../../../renderers/paths.ts";
import { type Block, blocksOf } from "../../../sources/hcl/blocks.ts";

/** Where an address is written: `module.net["a"].aws_subnet.x[0]` by the block, and an attribute by its line in it. */
export type Places = (address: string, attributes?: readonly (readonly string[])[]) => readonly SourceLocation[];

type Found = { readonly document: ConfigurationDocument; readonly block: Block };

/** Far more lines than anybody follows. */
const maxPlaces = 20;

/** Finds addresses in the files of a root module and of the modules it uses. */
export function createPlaces(root: string, documents: readonly ConfigurationDocument[]): Places {
  const inDirectory = Map.groupBy(documents, ({ module }) => module);
  const find = (directory: string, type: string, labels: readonly string[]): Found | undefined => {
    for (const document of inDirectory.get(directory) ?? []) {
      const block = blocksOf(document.object, type, labels.length).find(
        (one) => one.labels.join("\n") === labels.join("\n"),
      );
      if (block !== undefined) return { document, block };
    }
    return undefined;
  };
  return (address, attributes = []) => {
    const steps = stepsOf(address);
    let directory = root;
    let nearest: Found | undefined;
    while (steps[0] === "module" && steps[1] !== undefined) {
      const call = find(directory, "module", [steps[1]]);
      if (call === undefined) return nearest === undefined ? [] : [placeOf(nearest)];
      nearest = call;
      steps.splice(0, 2);
      const { source } = call.block.body;
      const local =
        typeof source === "string" && /^\.\.?(?:\/|$)/.test(source) ? resolveWithin(directory, source) : undefined;
      // What a module from elsewhere holds is said where it is called.
      if (local === undefined) return [placeOf(call)];
      directory = local;
    }
    const [type = "", ...labels] = blockOf(steps);
    const found = find(directory, type, labels) ?? nearest;
    if (found === undefined) return [];
    return found.block.labels.length === labels.length ? placesIn(found, attributes) : [placeOf(found)];
  };
}

function blockOf(steps: readonly string[]): readonly string[] {
  const [first = "", ...rest] = steps;
  return first === "data" || first === "output" || first === "ephemeral" ? [first, ...rest] : ["resource", ...steps];
}

/** The steps of an address without what stands in brackets, which may hold dots itself. */
function stepsOf(address: string): string[] {
  return address.replaceAll(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g, "").split(".");
}

function placesIn(found: Found, attributes: readonly (readonly string[])[]): readonly SourceLocation[] {
  const { document, block } = found;
  const lines = attributes
    .filter(([first = ""]) => Object.hasOwn(block.body, first))
    .map((steps) => document.lineAt(`${block.pointer}${pointerOf(steps)}`));
  if (lines.length === 0) return [placeOf(found)];
  return [...new Set(lines)]
    .sort((a, b) => a - b)
    .slice(0, maxPlaces)
    .map((line) => ({ path: document.path, line }));
}

function placeOf({ document, block }: Found): SourceLocation {
  return { path: document.path, line: document.lineAt(block.pointer) };
}
