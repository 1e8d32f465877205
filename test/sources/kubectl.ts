import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** The bundled kubectl; undefined where npm did not bring it. */
export const kubectl = [resolve("node_modules/@min-pack/kubectl-linux-x64/kubectl")].find((path) => existsSync(path));

/** What Kubernetes' own reading makes of one document's `spec`, without a cluster. */
export function readByKubectl(spec: string): unknown {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nspec:\n${spec.replaceAll(/^/gm, "  ")}\n`;
  const output: unknown = JSON.parse(
    execFileSync(kubectl ?? "kubectl", ["annotate", "--local", "-f", "-", "a=b", "-o", "json"], {
      input: text,
      encoding: "utf8",
      stdio: ["pipe", "pipe", "pipe"],
    }),
  );
  return (output as { spec: unknown }).spec;
}
