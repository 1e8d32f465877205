import { readDocumentText } from "../../../sources/documents.ts";
import { type Builtin, json, text, Undefined, Unsupported } from "./builtin.ts";
import { goYaml } from "./go-yaml.ts";

/** As sigs.k8s.io/yaml, which Kubernetes uses too: of a stream the first document counts. */
export const yaml: Readonly<Record<string, Builtin>> = {
  "yaml.marshal": (value) => json(goYaml(value ?? null)),
  "yaml.is_valid": (value) => {
    if (typeof value !== "string") return "false";
    return json(readDocumentText(value).problems.every(({ rule }) => rule === "duplicate-key"));
  },
  "yaml.unmarshal": (value) => {
    const { documents, problems } = readDocumentText(text(value));
    if (problems.some(({ rule }) => rule === "duplicate-key")) {
      throw new Unsupported("YAML in which a key stands twice cannot be read here.");
    }
    if (problems.length > 0) throw new Undefined();
    const [first] = documents;
    const object = first?.index === 0 ? first.object : null;
    const written = JSON.stringify(object);
    // What stood there is no longer known of a number that JavaScript does not hold exactly.
    if (/(?<![\w.])-?\d{16,}(?![\w.]|\d)/.test(written.replace(/"(?:[^"\\]|\\.)*"/g, ""))) {
      throw new Unsupported("YAML with integers beyond 2^53 cannot be read here.");
    }
    return written;
  },
};
