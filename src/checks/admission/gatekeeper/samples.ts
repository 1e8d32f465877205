import { type Json, type JsonObject, listIn, objectIn } from "../../../domain/json.ts";

/**
 * What a Suite of `gator verify` takes for samples below its own folder: its constraints and objects. Its templates
 * do nothing by themselves, and constraints elsewhere may be made of them.
 */
export function samplesOf({ apiVersion, kind, tests }: JsonObject, path: string): readonly string[] | undefined {
  if (kind !== "Suite" || !String(apiVersion).startsWith("test.gatekeeper.sh/")) return undefined;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return listed(tests).flatMap(({ constraint, cases }) => {
    const named = [constraint, ...listed(cases).flatMap(({ object, inventory }) => [object, ...listIn(inventory)])];
    return named.flatMap((one) => (typeof one === "string" ? [joined(folder, one)] : [])).filter(isBelow);
  });

  function isBelow(sample: string): boolean {
    return sample.startsWith(folder);
  }
}

/** The path that a relative one leads to from a folder. */
export function joined(folder: string, relative: string): string {
  const steps: string[] = [];
  for (const step of `${folder}${relative}`.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}

export function listed(value: Json | undefined): readonly JsonObject[] {
  return listIn(value).map(objectIn);
}
