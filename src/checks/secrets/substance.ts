import { scrypt } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<
  string,
  string,
  number,
  { readonly N: number; readonly r: number; readonly p: number },
  Buffer
>(scrypt);

/** Ten milliseconds for each guess: few are written down, and whoever reads one has to guess. */
const cost = { N: 4096, r: 8, p: 1 } as const;

/**
 * What tells a secret's value from another without telling it: derived with scrypt (RFC 7914), the place as its
 * salt, so that equal values in two places are not seen to be equal either.
 */
export async function substanceOf(value: string, place: string): Promise<string> {
  return (await derive(value, `fairlead secret ${place}`, 16, cost)).toString("hex");
}
