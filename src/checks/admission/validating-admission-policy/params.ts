import type { Json } from "../../../domain/json.ts";
import { isUnknown } from "./known.ts";
import type { Target } from "./match.ts";
import type { Binding, Policy } from "./policy.ts";
import { labelsOf, selects } from "./selector.ts";

/** What a binding's parameters are for one request. */
type Params =
  | { readonly status: "found"; readonly params: readonly (Json | undefined)[] }
  /** The API server cannot go on: its policy's `failurePolicy` decides. */
  | { readonly status: "fault"; readonly reason: string }
  | { readonly status: "unknown"; readonly reason: string };

/** k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go, CollectParams */
export function paramsOf(target: Target, { paramKind }: Policy, { param }: Binding): Params {
  // Without a kind there is no such name in the policy; without a reference there is nothing behind it.
  if (paramKind === null) return { status: "found", params: [undefined] };
  if (param === null) return { status: "found", params: [null] };
  const { cluster, manifest } = target;
  const all = cluster
    .ofKind(paramKind.apiVersion, paramKind.kind)
    .filter(({ apiVersion }) => apiVersion === paramKind.apiVersion);
  const [example] = all;
  const isNamespaced =
    example === undefined
      ? param.namespace !== null
      : (cluster.resourceOf(example)?.isNamespaced ?? example.id.namespace !== null);
  const space = isNamespaced ? (param.namespace ?? manifest.id.namespace) : null;
  if (isNamespaced && space === null && cluster.resourceOf(manifest)?.isNamespaced === false)
    return {
      status: "fault",
      reason: "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources",
    };
  const near = all.filter(({ id }) => (space === null ? true : id.namespace === space));
  const found = near.filter(({ id, object }) => {
    if (param.name !== null) return id.name === param.name;
    const picked = selects(param.selector, labelsOf(object), "");
    return !isUnknown(picked) && picked;
  });
  if (found.length > 0) return { status: "found", params: found.map(({ object }) => object) };
  return absent(
    target,
    `${paramKind.kind} ${space === null ? "" : `${space}/`}${param.name ?? "that its selector picks"}`,
    param.deniesAbsence,
  );
}

function absent({ cluster }: Target, what: string, deniesAbsence: boolean): Params {
  const [unread] = cluster.incomplete;
  if (unread !== undefined) return { status: "unknown", reason: `its parameter ${what} was not found, and ${unread}` };
  if (!deniesAbsence)
    return {
      status: "unknown",
      reason: `its parameter ${what} does not come from this repository; the cluster may have it`,
    };
  return {
    status: "fault",
    reason: `no params found for policy binding with \`Deny\` parameterNotFoundAction: ${what} does not come from this repository`,
  };
}
