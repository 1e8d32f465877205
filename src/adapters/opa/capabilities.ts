import { builtinNames } from "./builtins/index.ts";

/** Built-in functions that OPA compiles into the module itself. */
const compiled = new Set(
  `abs all and any array.concat array.reverse array.slice assign base64.decode base64.encode base64.is_valid
  base64url.decode base64url.encode bits.and bits.lsh bits.negate bits.or bits.rsh bits.xor ceil concat contains count
  div endswith eq equal floor format_int glob.match graph.reachable gt gte indexof internal.member_2 internal.member_3
  internal.print intersection is_array is_boolean is_null is_number is_object is_set is_string json.filter
  json.is_valid json.marshal json.remove json.unmarshal lower lt lte max min minus mul neq net.cidr_contains net.cidr_intersects
  net.cidr_overlap numbers.range object.filter object.get object.keys object.remove object.union object.union_n or
  plus print product re_match regex.find_all_string_submatch_n regex.is_valid regex.match rego.metadata.chain
  rego.metadata.rule rem replace round set_diff sort split startswith strings.replace_n strings.reverse substring sum
  to_number trim trim_left trim_prefix trim_right trim_space trim_suffix type_name union upper walk`.split(/\s+/),
);

/** Why a function that OPA knows is not available, where the reason is not just that nobody wrote it. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^(?:http\.send|net\.lookup_ip_addr|providers\.)/, "policies have no network"],
  [/^(?:opa\.runtime)/, "policies may not see the machine they run on"],
  [/^(?:time\.now_ns|rand\.|uuid\.rfc4122)/, "the same change must always get the same answer"],
  [/^(?:io\.jwt\.decode_verify)/, "the same change must always get the same answer"],
  [/^(?:io\.jwt\.|crypto\.x509|crypto\.parse_private_keys)/, "policies judge manifests, not credentials"],
];

/** What OPA says it can do, cut down to what an evaluation here can do; the compiler refuses the rest, with its line. */
export function supportedCapabilities(current: unknown): string {
  const all = current as { readonly builtins?: readonly { readonly name: string }[] };
  const builtins = (all.builtins ?? []).filter(({ name }) => sourceOf(name) !== "refused");
  // Without a list of hosts OPA fetches schemas that METADATA names from anywhere, while it compiles.
  return JSON.stringify({ ...all, builtins, allow_net: [] });
}

/** Who answers a call: the module itself, the host, or nobody, because the compiler refuses it. */
export function sourceOf(name: string): "module" | "host" | "refused" {
  if (builtinNames.has(name)) return "host";
  return compiled.has(name) ? "module" : "refused";
}

/** Why a function is refused, as the end of a sentence. */
export function reasonOf(name: string): string {
  return reasons.find(([pattern]) => pattern.test(name))?.[1] ?? "it cannot be done here exactly as OPA does it";
}

/** The sentence for a function that the compiler does not know, made from the compiler's own. */
export function explainUndefined(message: string): string {
  const name = /^undefined function (\S+)$/.exec(message)?.[1];
  if (name === undefined) return message;
  const reason = reasons.find(([pattern]) => pattern.test(name))?.[1];
  return reason === undefined
    ? `undefined function ${name}: it is not defined in these policies, and not available to them`
    : `${name} is not available here: ${reason}`;
}
