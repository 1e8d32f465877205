import { isJsonObject } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import { isPortName } from "../port-name.ts";
import type { Problem } from "../problem.ts";
import { isDnsLabel, isDnsSubdomain } from "./names.ts";
import { judgedText, listAt, type Rule, valueAt } from "./rule.ts";

/** A Service's ports are told apart, and there are some where there must be. */
export const servicePorts: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "v1" || kind !== "Service" || !isJsonObject(object.spec)) return [];
  const ports = listAt(object, "spec", "ports");
  const type = object.spec.type;
  if (type === "ExternalName") return externalNameProblems(object.spec.externalName);
  if (ports.length === 0 && object.spec.clusterIP !== "None") {
    return [
      {
        pointer: "/spec",
        rule: "required-field",
        message: "spec.ports is missing; a Service needs a port unless it is headless.",
      },
    ];
  }
  const seen = new Set<string>();
  return ports.flatMap((port, index) => portProblems(port, index, ports.length, seen));
};

function externalNameProblems(name: unknown): Problem[] {
  if (name !== undefined && name !== "") return [];
  return [
    {
      pointer: "/spec",
      rule: "required-field",
      message: "spec.externalName is missing; a Service of type ExternalName needs it.",
    },
  ];
}

function portProblems(port: Parameters<typeof valueAt>[0], index: number, count: number, seen: Set<string>): Problem[] {
  const pointer = pointerOf(["spec", "ports", index]);
  const name = valueAt(port, "name");
  if (count > 1 && (name === undefined || name === "")) {
    return [
      {
        pointer,
        rule: "required-field",
        message: `spec.ports[${index}].name is missing; a Service with several ports names each.`,
      },
    ];
  }
  const text = judgedText(name);
  const targetName = judgedText(valueAt(port, "targetPort"));
  const problems: Problem[] = [];
  if (text !== undefined && seen.has(text)) {
    problems.push({ pointer: `${pointer}/name`, rule: "duplicate", message: `spec.ports has the name ${text} twice.` });
  }
  if (text !== undefined) seen.add(text);
  if (text !== undefined && !isDnsLabel(text)) {
    problems.push({
      pointer: `${pointer}/name`,
      rule: "name",
      message: `spec.ports[${index}].name is "${text}"; a port's name may hold lower-case letters, digits and -.`,
    });
  }
  if (targetName !== undefined && !isPortName(targetName)) {
    problems.push({
      pointer: `${pointer}/targetPort`,
      rule: "format",
      message: `spec.ports[${index}].targetPort is "${targetName}"; it is a number without quotes, or the name of a container's port.`,
    });
  }
  return problems;
}

/** An Ingress's hosts are names. */
export const ingressRules: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "networking.k8s.io/v1" || kind !== "Ingress") return [];
  return listAt(object, "spec", "rules").flatMap((rule, index) => {
    const host = judgedText(valueAt(rule, "host"));
    if (host === undefined || isDnsSubdomain(host.replace(/^\*\./, ""))) return [];
    const message = `spec.rules[${index}].host is "${host}"; a host is a lower-case DNS name, which may begin with "*.".`;
    return [{ pointer: pointerOf(["spec", "rules", index, "host"]), rule: "format", message }];
  });
};
