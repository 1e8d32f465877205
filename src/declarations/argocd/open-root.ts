import type { SourceTree } from "../../ports/git.ts";
import { decodeText } from "../../sources/documents.ts";
import type { DeclarationContext } from "../engine.ts";
import { filesMentioning } from "../objects.ts";

const known = new WeakMap<SourceTree["entries"], Promise<boolean>>();

/**
 * Whether kustomizations may read files outside of their directory. Argo CD's default is that they may not;
 * `kustomize.buildOptions` of its own configuration, where that is in the repository, says otherwise.
 */
export function opensRoot({ tree }: DeclarationContext): Promise<boolean> {
  const answer = known.get(tree.entries) ?? look(tree);
  known.set(tree.entries, answer);
  answer.catch(() => known.delete(tree.entries));
  return answer;
}

async function look(tree: SourceTree): Promise<boolean> {
  const files = [...tree.entries.values()].filter(
    ({ kind, path }) => (kind === "file" || kind === "executable") && /\.ya?ml$/.test(path),
  );
  const setting = await filesMentioning(tree, files, ["kustomize.buildOptions"]);
  for (const [, bytes] of await tree.read(setting.map(({ path }) => path))) {
    const text = decodeText(bytes);
    if (typeof text === "string" && /kustomize\.buildOptions(?:\.[\w.]+)?["']?\s*:.*LoadRestrictionsNone/.test(text))
      return true;
  }
  return false;
}
