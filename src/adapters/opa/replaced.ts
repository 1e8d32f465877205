/**
 * Functions that OPA compiles into the module and that answer there otherwise than `opa eval` does, by the name
 * of their code in the module. The host answers in their place. The tests' corpus says where they differ.
 */
export const replaced: ReadonlyMap<string, string> = new Map([
  ["plus", "opa_arith_plus"],
  ["minus", "opa_arith_minus"],
  ["mul", "opa_arith_multiply"],
  ["div", "opa_arith_divide"],
  ["rem", "opa_arith_rem"],
  ["abs", "opa_arith_abs"],
  ["ceil", "opa_arith_ceil"],
  ["floor", "opa_arith_floor"],
  ["round", "opa_arith_round"],
  ["sum", "opa_agg_sum"],
  ["product", "opa_agg_product"],
  ["max", "opa_agg_max"],
  ["min", "opa_agg_min"],
  ["bits.and", "opa_bits_and"],
  ["bits.or", "opa_bits_or"],
  ["bits.xor", "opa_bits_xor"],
  ["bits.negate", "opa_bits_negate"],
  ["bits.lsh", "opa_bits_shiftleft"],
  ["bits.rsh", "opa_bits_shiftright"],
  ["format_int", "opa_strings_format_int"],
  ["to_number", "opa_to_number"],
  ["concat", "opa_strings_concat"],
  ["indexof", "opa_strings_indexof"],
  ["replace", "opa_strings_replace"],
  ["strings.replace_n", "opa_strings_replace_n"],
  ["object.union_n", "builtin_object_union_n"],
  ["json.filter", "builtin_json_filter"],
  ["json.remove", "builtin_json_remove"],
  ["json.marshal", "opa_json_marshal"],
  ["json.unmarshal", "opa_json_unmarshal"],
  ["json.is_valid", "opa_json_is_valid"],
  ["base64.encode", "opa_base64_encode"],
  ["base64.decode", "opa_base64_decode"],
  ["base64.is_valid", "opa_base64_is_valid"],
  ["base64url.encode", "opa_base64_url_encode"],
  ["base64url.decode", "opa_base64_url_decode"],
  ["net.cidr_contains", "opa_cidr_contains"],
  ["net.cidr_overlap", "opa_cidr_contains"],
  ["net.cidr_intersects", "opa_cidr_intersects"],
]);

/**
 * The same for functions that answer otherwise only to some patterns: to all others their own code answers, which
 * is faster. Their first value is the pattern.
 */
export const replacedForSome: ReadonlyMap<string, { readonly code: string; readonly patterns: RegExp }> = new Map([
  ["regex.match", { code: "opa_regex_match", patterns: /\(\?<|\\C/ }],
  ["re_match", { code: "opa_regex_match", patterns: /\(\?<|\\C/ }],
  ["regex.is_valid", { code: "opa_regex_is_valid", patterns: /\(\?<|\\C/ }],
  ["regex.find_all_string_submatch_n", { code: "opa_regex_find_all_string_submatch", patterns: /\(\?<|\\C/ }],
  ["glob.match", { code: "opa_glob_match", patterns: /[$()]|^"\?"$/ }],
]);

/** Where the numbers begin by which replaced functions are called; OPA numbers its own from 0. */
const firstNumber = 1_000_000;

/** The number by which a module asks its host for the next key of an object or the next member of a set. */
export const nextKey = firstNumber - 1;

const names = [...replaced.keys(), ...replacedForSome.keys()];

export function numberOf(name: string): number {
  return firstNumber + names.indexOf(name);
}

/** The replaced functions by their numbers. */
export function replacedNumbers(): ReadonlyMap<number, string> {
  return new Map(names.map((name) => [numberOf(name), name]));
}
