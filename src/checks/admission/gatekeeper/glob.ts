/**
 * Whether a name is what a glob of Gatekeeper says: a star at either end stands for anything, one elsewhere for
 * itself (pkg/wildcard of Gatekeeper).
 */
export function globMatches(glob: string, name: string): boolean {
  const inner = glob.replace(/^\*/, "").replace(/\*$/, "");
  if (glob.startsWith("*") && glob.endsWith("*")) return name.includes(inner);
  if (glob.startsWith("*")) return name.endsWith(inner);
  return glob.endsWith("*") ? name.startsWith(inner) : name === glob;
}

/** Whether every name that is made from the prefix is what the glob says; what follows the prefix is not known yet. */
export function globMatchesGenerated(glob: string, prefix: string): boolean {
  const inner = glob.replace(/^\*/, "").replace(/\*$/, "");
  if (!glob.endsWith("*")) return false;
  return glob.startsWith("*") ? prefix.includes(inner) : prefix.startsWith(inner);
}
