import { unescapeKey } from "../../domain/json-pointer.ts";
/**
 * Paths to fields as messages write them, each as its steps: `spec.replicas`, `containers[0].image`,
 * `containers[web]`, `metadata.labels["a.b/c"]`, `$.spec.replicas`, `/spec/replicas`.
 */
export function pathsIn(message: string): readonly (readonly string[])[] {
  const dotted = [...message.matchAll(dottedPath)].map(([text]) => stepsOf(text));
  const pointers = [...message.matchAll(/(?<![\w.:/-])(?:\/[A-Za-z]\w*)(?:\/[\w~.-]+)+/g)].map(([text]) =>
    text
      .replace(/^\/|[.-]+$/g, "")
      .split("/")
      .map(unescapeKey),
  );
  return [...dotted, ...pointers];
}

const bracket = /\[\s*(?:"[^"\]]+"|'[^'\]]+'|[^\]\s]+)\s*\]/;

/** A name and at least one step more; a sentence's end is no step. */
const dottedPath = new RegExp(`\\b[a-zA-Z]\\w*(?:\\.[\\w-]*\\w|${bracket.source})+`, "g");

function stepsOf(text: string): readonly string[] {
  const steps = text.matchAll(/\[\s*(?:"([^"]*)"|'([^']*)'|([^\]]*?))\s*\]|([^.[\]]+)/g);
  return [...steps].map((step) => step.slice(1).find((one) => one !== undefined) ?? "");
}
