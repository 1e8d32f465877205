import { NotEvaluatedFault } from "../faults.ts";
import { functions } from "./overload.ts";

const type = (name: string): string => `kubernetes.authorization.${name}`;
const [authorizer, path, group, resource, decision] = [
  "Authorizer",
  "PathCheck",
  "GroupCheck",
  "ResourceCheck",
  "Decision",
].map(type);

/** What asks the cluster who may do what (k8s.io/apiserver/pkg/cel/library/authz.go): it has types, and no value here. */
export const clusterOnly = [
  ...functions(27, {
    [`${authorizer}.path(string): ${path}`]: unknown,
    [`${authorizer}.group(string): ${group}`]: unknown,
    [`${authorizer}.serviceAccount(string, string): ${authorizer}`]: unknown,
    [`${group}.resource(string): ${resource}`]: unknown,
    [`${resource}.subresource(string): ${resource}`]: unknown,
    [`${resource}.namespace(string): ${resource}`]: unknown,
    [`${resource}.name(string): ${resource}`]: unknown,
    [`${path}.check(string): ${decision}`]: unknown,
    [`${resource}.check(string): ${decision}`]: unknown,
    [`${decision}.allowed(): bool`]: unknown,
    [`${decision}.errored(): bool`]: unknown,
    [`${decision}.error(): string`]: unknown,
    [`${decision}.reason(): string`]: unknown,
  }),
  ...functions(31, {
    [`${resource}.fieldSelector(string): ${resource}`]: unknown,
    [`${resource}.labelSelector(string): ${resource}`]: unknown,
  }),
];

function unknown(): never {
  throw new NotEvaluatedFault("only the cluster knows who may do what");
}
