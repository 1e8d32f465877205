import { type Event, parseEvents, YAMLException } from "js-yaml";

/** Kubernetes' own limit is wider than any real manifest. */
const maxDepth = 256;

/** `indented` are offsets in `text` where indentation was put in, ascending. */
type ParsedYaml = { readonly text: string; readonly indented: readonly number[] } & (
  | { readonly events: readonly Event[]; readonly problem?: undefined }
  | { readonly problem: { readonly offset: number; readonly rule: string; readonly message: string } }
);

/** What indenting may cost over all attempts. */
const maxReparsed = 32 * 1024 * 1024;

/** Put in front of a line. Deeper than any mapping that the depth limit allows in practice. */
export const indentation = " ".repeat(512);

/**
 * The parser keeps to YAML 1.2, where a closing bracket must stand deeper than the key it belongs to.
 * Kubernetes' parser does not mind, and many write it so. Space at the start of such a line means
 * nothing, so the line is indented and the text parsed again.
 */
export function parseYaml(given: string): ParsedYaml {
  let text = given;
  const indented: number[] = [];
  for (let reparsed = 0; ; reparsed += text.length) {
    try {
      return { text, indented, events: parseEvents(text, { maxDepth: maxDepth }) };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const offset = error.mark?.position ?? 0;
      const mayIndent = error.reason === "deficient indentation" && offset < text.length && reparsed < maxReparsed;
      if (!mayIndent) {
        return { text, indented, problem: { offset, rule: "syntax", message: `This is not YAML: ${error.reason}.` } };
      }
      const start = text.lastIndexOf("\n", offset - 1) + 1;
      text = `${text.slice(0, start)}${indentation}${text.slice(start)}`;
      indented.push(start);
    }
  }
}
