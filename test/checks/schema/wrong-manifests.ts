import { readdirSync, readFileSync } from "node:fs";

/** One mistake: in a manifest that is right, the first text is replaced by the second. */
type WrongManifest = {
  /** The manifest, without its ending. */
  readonly file: string;
  readonly from: string;
  /** In it `# !` marks the line that must be found. */
  readonly to: string;
  /** The rule that finds it, and words that the message has. */
  readonly rule: string;
  readonly words: string;
};

const folder = "test/fixtures/wrong";

/** Every mistake of the corpus: lines of `rule | words | from | to`, in a file for each manifest. */
export const wrongManifests: readonly WrongManifest[] = readdirSync(folder).flatMap((name) =>
  readFileSync(`${folder}/${name}`, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [rule = "", words = "", from = "", to, ...more] = line
        .split(" | ")
        .map((part) => part.replaceAll("\\n", "\n"));
      if (to === undefined || more.length > 0) throw new Error(`${folder}/${name} has no mistake in: ${line}`);
      return { file: name.replace(".txt", ""), from, to, rule: rule.trim(), words: words.trim() };
    }),
);
