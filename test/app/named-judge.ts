import type { Finding } from "../../src/domain/finding.ts";
import { withFingerprint } from "../../src/pipeline/exceptions/fingerprint.ts";
import { waived } from "../../src/pipeline/exceptions/waive.ts";
import type { Judge } from "../../src/verdicts/ports.ts";
import { report } from "./line-judge.ts";

/**
 * In place of the pipeline: every line `<rule> <environment> <name> <substance>` of a file in `found/` is an error of
 * that rule, and waivers count as the pipeline counts them. A rule that ends in `-locked` is the operator's.
 */
export const judgeNamed: Judge = async (request, repository) => {
  const merged = await repository.mergeTree(request.base ?? request.head, request.head);
  if (merged.status === "conflicts") throw new Error("The test's branches do not merge.");
  const entries = (await repository.list(merged.tree)).filter(({ path }) => path.startsWith("found/"));
  const contents = await repository.read(entries.map(({ blob }) => blob));
  const findings = entries.flatMap(({ path, blob }) =>
    new TextDecoder()
      .decode(contents.get(blob))
      .split("\n")
      .flatMap((line, index) => (line === "" ? [] : [findingOf(line, path, index + 1)])),
  );
  const at = { now: request.now, warnBefore: 0 };
  return report(
    request,
    findings.map((one) => waived(withFingerprint(one), request.waivers, at)),
  );
};

function findingOf(line: string, path: string, number: number): Finding {
  const [rule = "", environment = "", name = "", substance = ""] = line.split(" ");
  return {
    check: "policy",
    rule,
    severity: "error",
    message: `${name} must not be like that.`,
    path,
    line: number,
    application: "web",
    environment,
    resource: `Deployment shop/${name}`,
    substance,
    ...(rule.endsWith("-locked") && { locked: true as const }),
  };
}
