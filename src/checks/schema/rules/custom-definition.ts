import { isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import type { Problem } from "../problem.ts";
import { isDnsLabel, isDnsSubdomain } from "./names.ts";
import { judgedText, listAt, mappingAt, type Rule, valueAt } from "./rule.ts";
import { structuralProblems } from "./structural.ts";

/** What the API server asks of a CustomResourceDefinition beyond its shape (pkg/apis/apiextensions/validation). */
export const customDefinition: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "apiextensions.k8s.io/v1" || kind !== "CustomResourceDefinition" || !isJsonObject(object.spec))
    return [];
  return [
    ...nameProblems(object),
    ...spelling(object.spec),
    ...versionProblems(object.spec),
    ...approval(object),
    ...conversion(object.spec),
    ...listAt(object.spec, "versions").flatMap((version, index) => ofVersion(version, ["spec", "versions", index])),
  ];
};

/** A definition is named after what it defines. */
function nameProblems(object: JsonObject): Problem[] {
  const name = judgedText(valueAt(object, "metadata", "name"));
  const plural = judgedText(valueAt(object, "spec", "names", "plural"));
  const group = judgedText(valueAt(object, "spec", "group"));
  if (name === undefined || plural === undefined || group === undefined || name === `${plural}.${group}`) return [];
  return [
    {
      pointer: "/metadata/name",
      rule: "name",
      message: `metadata.name is "${name}"; it must be "${plural}.${group}".`,
    },
  ];
}

const dns1035 = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;

function spelling(spec: JsonObject): Problem[] {
  const names = mappingAt(spec, "names");
  const group = judgedText(spec.group);
  const problems: Problem[] = [];
  if (group !== undefined && (!isDnsSubdomain(group) || !group.includes("."))) {
    problems.push(wrong(["spec", "group"], group, "a group is a DNS name of at least two parts"));
  }
  for (const field of ["plural", "singular"] as const) {
    const text = judgedText(names[field]);
    if (text === undefined || (dns1035.test(text) && text.length <= 63)) continue;
    problems.push(
      wrong(["spec", "names", field], text, "it is of lower-case letters, digits and -, and begins with a letter"),
    );
  }
  for (const field of ["kind", "listKind"] as const) {
    const text = judgedText(names[field]);
    if (text === undefined || (dns1035.test(text.toLowerCase()) && text.length <= 63)) continue;
    problems.push(wrong(["spec", "names", field], text, "a kind is of letters and digits, and begins with a letter"));
  }
  for (const [index, name] of listAt(names, "shortNames").entries()) {
    const text = judgedText(name);
    if (text === undefined || dns1035.test(text)) continue;
    problems.push(
      wrong(["spec", "names", "shortNames", index], text, "a short name is of lower-case letters, digits and -"),
    );
  }
  const [kind, listKind] = [judgedText(names.kind), judgedText(names.listKind)];
  if (kind !== undefined && kind === listKind) {
    problems.push(wrong(["spec", "names", "listKind"], listKind, "kind and listKind must differ"));
  }
  return problems;
}

function versionProblems(spec: JsonObject): Problem[] {
  const versions = listAt(spec, "versions");
  if (versions.length === 0) {
    return [
      {
        pointer: "/spec",
        rule: "required-field",
        message: "spec.versions is empty; a definition has at least one version.",
      },
    ];
  }
  const names = versions.map((version) => judgedText(valueAt(version, "name")));
  const storing = versions.filter((version) => valueAt(version, "storage") === true).length;
  return [
    ...(storing === 1
      ? []
      : [
          {
            pointer: "/spec/versions",
            rule: "storage-version",
            message: `${storing === 0 ? "None" : storing} of spec.versions has storage: true; exactly one version is stored.`,
          },
        ]),
    ...names.flatMap((name, index): Problem[] => {
      if (name === undefined) return [];
      const place = ["spec", "versions", index, "name"];
      if (names.indexOf(name) < index) {
        return [
          {
            pointer: pointerOf(place),
            rule: "duplicate",
            message: `spec.versions has ${name} twice; each has a name of its own.`,
          },
        ];
      }
      return isDnsLabel(name) ? [] : [wrong(place, name, "a version is called such as v1 or v1beta1")];
    }),
  ];
}

/** Groups of Kubernetes itself are guarded: https://github.com/kubernetes/enhancements/pull/1111 */
function approval({ metadata, spec }: JsonObject): Problem[] {
  const group = judgedText(valueAt(spec, "group"));
  if (group === undefined || !/(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group)) return [];
  if (valueAt(metadata, "annotations", "api-approved.kubernetes.io") !== undefined) return [];
  const message = `metadata.annotations[api-approved.kubernetes.io] is missing; a definition in the group ${group} needs it.`;
  return [{ pointer: "/metadata", rule: "required-field", message }];
}

function conversion(spec: JsonObject): Problem[] {
  const { strategy, webhook } = mappingAt(spec, "conversion");
  const place = ["spec", "conversion"];
  if (spec.preserveUnknownFields === true) {
    return [
      wrong(
        ["spec", "preserveUnknownFields"],
        true,
        "it must be false; use x-kubernetes-preserve-unknown-fields in the schema",
      ),
    ];
  }
  if (strategy === "Webhook" && webhook === undefined) {
    return [
      {
        pointer: pointerOf(place),
        rule: "required-field",
        message: "spec.conversion.webhook is missing; the strategy Webhook needs it.",
      },
    ];
  }
  if (strategy === "None" && webhook !== undefined) {
    return [
      {
        pointer: pointerOf([...place, "webhook"]),
        rule: "one-of",
        message: "spec.conversion.webhook may not be set when the strategy is None.",
      },
    ];
  }
  const text = judgedText(strategy);
  return text === undefined || text === "None" || text === "Webhook"
    ? []
    : [wrong([...place, "strategy"], text, "allowed is None or Webhook")];
}

function ofVersion(version: Json, place: readonly (string | number)[]): Problem[] {
  const openApi = valueAt(version, "schema", "openAPIV3Schema");
  const schemaAt = [...place, "schema", "openAPIV3Schema"];
  const label = `spec.versions[${judgedText(valueAt(version, "name")) ?? place.at(-1)}]`;
  const schema = isJsonObject(openApi)
    ? structuralProblems(openApi, schemaAt)
    : [
        {
          pointer: pointerOf(place),
          rule: "required-field",
          message: `${label}.schema.openAPIV3Schema is missing; every version needs one.`,
        },
      ];
  return [...schema, ...columnProblems(version, place, label), ...scaleProblems(version, place)];
}

const columnTypes = ["integer", "number", "string", "boolean", "date"];

function columnProblems(version: Json, place: readonly (string | number)[], label: string): Problem[] {
  return listAt(version, "additionalPrinterColumns").flatMap((column, index) => {
    const at = [...place, "additionalPrinterColumns", index];
    const type = judgedText(valueAt(column, "type"));
    const path = judgedText(valueAt(column, "jsonPath"));
    const problems: Problem[] = [];
    if (type !== undefined && !columnTypes.includes(type)) {
      problems.push(wrong([...at, "type"], type, `allowed is ${columnTypes.join(", ")}`));
    }
    if (path !== undefined && !path.startsWith(".")) {
      problems.push({
        pointer: pointerOf([...at, "jsonPath"]),
        rule: "format",
        message: `${label}.additionalPrinterColumns[${index}].jsonPath is "${path}"; it begins with a dot.`,
      });
    }
    return problems;
  });
}

function scaleProblems(version: Json, place: readonly (string | number)[]): Problem[] {
  const roots = { specReplicasPath: ".spec.", statusReplicasPath: ".status.", labelSelectorPath: "." } as const;
  return Object.entries(roots).flatMap(([field, root]) => {
    const path = judgedText(valueAt(version, "subresources", "scale", field));
    if (path === undefined || path.startsWith(root)) return [];
    return [wrong([...place, "subresources", "scale", field], path, `it begins with ${root}`)];
  });
}

function wrong(path: readonly (string | number)[], value: Json, why: string): Problem {
  return {
    pointer: pointerOf(path),
    rule: "definition",
    message: `${path.filter((part) => typeof part === "string").join(".")} is ${JSON.stringify(value)}; ${why}.`,
  };
}
