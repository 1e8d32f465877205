import type { Finding } from "../domain/finding.ts";
import { longestRun, visible } from "./escape.ts";

/** Nobody compares a longer line by eye. */
const longestLine = 1_000;

/**
 * The block by which GitHub offers to replace the comment's line, or "" without a certain fix of that very
 * line. It is the file's own text: what would have to be spelt out to be seen is not offered.
 */
export function suggestion({ line, fix }: Pick<Finding, "line" | "fix">): string {
  if (fix === undefined || fix.line !== line || fix.after === fix.before) return "";
  // A line that begins with a slash might be a command to somebody's bot.
  if (fix.after.length > longestLine || /[\r\n]|^\s*\//.test(fix.after) || visible(fix.after) !== fix.after) return "";
  const ticks = "`".repeat(Math.max(3, longestRun(fix.after) + 1));
  return `${ticks}suggestion\n${fix.after}\n${ticks}`;
}
