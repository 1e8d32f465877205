import { parseRevision } from "../../../src/domain/revision.ts";
import { planDigest } from "../../../src/pipeline/plan/digest.ts";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifest } from "./manifests.ts";

/** The digest of a plan in which a secret changes; its own module, so that a second process can ask for it. */
export async function secretDigest(): Promise<string> {
  const secret = (value: string) =>
    manifest(`{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {k: ${value}}}`);
  const application = { name: "web", path: "web", renderer: "plain", environment: "prod", why: "" };
  const { plan } = await planChanges({
    application,
    base: [secret("b25l")],
    head: [secret("dHdv")],
    ignore: [],
    locateBase: locateByPointer,
    locateHead: locateByPointer,
  });
  const head = parseRevision("b".repeat(40));
  if (head === undefined || plan.changes.length !== 1) throw new Error("the secret does not change");
  return planDigest(null, head, [{ application, plan }]);
}
