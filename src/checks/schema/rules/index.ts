import type { Problem } from "../problem.ts";
import { cronSchedule } from "./cron.ts";
import { customDefinition } from "./custom-definition.ts";
import { labelsAndAnnotations, objectName } from "./names.ts";
import { clusterScope, ingressClasses, limitRanges, objectSize, repeatedServicePorts, roleRules } from "./objects.ts";
import {
  clusterSubjects,
  dataKeys,
  deploymentStrategy,
  registryCredentials,
  roleReference,
  scalingRanges,
  secretType,
} from "./others.ts";
import { podSpec } from "./pods.ts";
import type { Rule, RuledManifest } from "./rule.ts";
import { selectorMatchesTemplate } from "./selectors.ts";
import { ingressRules, servicePorts } from "./services.ts";

/** Every rule beyond the schemas. To add one: write it, add its line. */
const rules: readonly Rule[] = [
  objectName,
  labelsAndAnnotations,
  selectorMatchesTemplate,
  podSpec,
  cronSchedule,
  servicePorts,
  ingressRules,
  dataKeys,
  secretType,
  registryCredentials,
  scalingRanges,
  deploymentStrategy,
  roleReference,
  clusterSubjects,
  customDefinition,
  clusterScope,
  objectSize,
  roleRules,
  ingressClasses,
  repeatedServicePorts,
  limitRanges,
];

/** What the API server would refuse in a manifest of any kind, beyond its schema. */
export function ruleProblems(manifest: RuledManifest): Problem[] {
  const problems: Problem[] = [];
  for (const rule of rules) {
    const found = rule(manifest);
    if (found.length > 0) problems.push(...found);
  }
  return problems;
}
