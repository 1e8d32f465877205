import type { JsonObject } from "../../../domain/json.ts";

const text = { type: "string" } as const;
const texts = { type: "array", items: text } as const;
const glob = { type: "string", pattern: "^\\*?[-:a-z0-9]*\\*?$" } as const;
const globs = { type: "array", items: glob } as const;

/** A list of values belongs to In and NotIn, and to nothing else (apimachinery's ValidateLabelSelector). */
const labelSelector = {
  type: "object",
  properties: {
    matchLabels: { type: "object", additionalProperties: text },
    matchExpressions: {
      type: "array",
      items: {
        type: "object",
        required: ["key", "operator"],
        properties: {
          key: text,
          operator: { type: "string", enum: ["In", "NotIn", "Exists", "DoesNotExist"] },
          values: texts,
        },
        anyOf: [
          {
            properties: { operator: { enum: ["In", "NotIn"] }, values: { minItems: 1 } },
            required: ["values"],
          },
          { properties: { operator: { enum: ["Exists", "DoesNotExist"] }, values: { maxItems: 0 } } },
        ],
      },
    },
  },
} as const;

/** What may stand in `spec.match` of a constraint (pkg/mutation/match of Gatekeeper). */
const matchSchema: JsonObject = {
  type: "object",
  properties: {
    source: { type: "string", enum: ["All", "Generated", "Original"] },
    kinds: {
      type: "array",
      items: { type: "object", properties: { apiGroups: texts, kinds: texts } },
    },
    scope: text,
    namespaces: globs,
    excludedNamespaces: globs,
    labelSelector,
    namespaceSelector: labelSelector,
    name: glob,
  },
};

const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true } as const satisfies JsonObject;

/** The schema that Gatekeeper makes a CustomResourceDefinition of: its own fields, and the template's parameters. */
export function constraintSchema(parameters: JsonObject | null): JsonObject {
  return {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          match: matchSchema,
          enforcementAction: text,
          scopedEnforcementActions: { type: "array", items: open },
          ...(parameters !== null && { parameters }),
        },
      },
      status: open,
    },
  };
}
