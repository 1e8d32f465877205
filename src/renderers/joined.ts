import type { Rendering } from "./renderer.ts";

/** What several renderings give together. One that failed, or could not be rendered, is said first. */
export function joined(renderings: readonly Rendering[]): Rendering {
  const failed = renderings.flatMap((one) => (one.status === "failed" ? [one] : []));
  if (failed.length > 0) {
    const lacksValues = failed.every((one) => one.lacksValues === true);
    return {
      status: "failed",
      findings: failed.flatMap(({ findings }) => findings),
      ...(lacksValues && { lacksValues }),
    };
  }
  const errored = renderings.find(({ status }) => status === "errored");
  if (errored !== undefined) return errored;
  const rendered = renderings.flatMap((one) => (one.status === "rendered" ? [one] : []));
  const documents = rendered.flatMap((one) => one.documents ?? []);
  return {
    status: "rendered",
    manifests: rendered.flatMap(({ manifests }) => manifests),
    ...(documents.length > 0 ? { documents } : {}),
    findings: rendered.flatMap(({ findings }) => findings),
  };
}
