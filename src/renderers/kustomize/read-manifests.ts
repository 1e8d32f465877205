import type { Finding } from "../../domain/finding.ts";
import { isJsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import { readDocumentText } from "../../sources/documents.ts";
import { toManifest, unwrapLists } from "../../sources/manifests.ts";
import { finding } from "../finding.ts";
import type { Rendering } from "../renderer.ts";
import { takeTrace } from "./annotate.ts";
import type { Built } from "./built.ts";
import { originsOf } from "./origins.ts";

/** What kustomize printed, as manifests that know where they come from. */
export function readManifests(stdout: string, built: Built): Rendering {
  const { subject, root, notices } = built;
  const { node } = root;
  const at = { path: node.path, line: node.lineOf([]), rule: "output" };
  const { documents, problems } = readDocumentText(stdout);
  const findings: Finding[] = problems.map(({ message }) =>
    finding(subject, { ...at, message: `What kustomize built cannot be read: ${message}` }),
  );
  const manifests: Manifest[] = [];
  for (const { object: given } of documents.flatMap(({ object }) => unwrapLists(object))) {
    const taken = isJsonObject(given) ? takeTrace(given, node) : undefined;
    const origins = taken?.trace === undefined ? [] : originsOf(taken.object, taken.trace, built);
    const manifest = toManifest(taken?.object ?? given, origins);
    const [origin] = origins.slice(-1);
    if (typeof manifest !== "string") manifests.push(manifest);
    else findings.push(finding(subject, { ...at, ...origin, message: manifest }));
  }
  if (findings.length > 0) return { status: "failed", findings };
  return { status: "rendered", manifests, findings: notices };
}
