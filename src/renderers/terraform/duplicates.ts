import type { ConfigurationDocument } from "../../domain/configuration.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { blocksOf } from "../../sources/hcl/blocks.ts";
import type { Module } from "./modules.ts";

/** Blocks of which a module may hold one of a name, with how many labels make the name. */
const unique = { resource: 2, data: 2, ephemeral: 2, module: 1, variable: 1, output: 1 } as const;

type Duplicate = SourceLocation & { readonly rule: "duplicate"; readonly message: string };

/** Blocks that a module holds twice, as Terraform would refuse them. Files that override others may repeat them. */
export function duplicatesIn(module: Module, documents: readonly ConfigurationDocument[]): readonly Duplicate[] {
  const files = new Set(module.files.filter((path) => !isOverride(path) && !isForTerraformAlone(path, module.files)));
  const first = new Map<string, SourceLocation>();
  return documents
    .filter((document) => document.module === module.path && files.has(document.path))
    .flatMap(({ path, object, lineAt }) =>
      Object.entries(unique).flatMap(([type, count]) =>
        blocksOf(object, type, count).flatMap(({ labels, pointer }): readonly Duplicate[] => {
          const name = `${type} ${labels.join(".")}`;
          const at = { path, line: lineAt(pointer) };
          const earlier = first.get(name);
          if (earlier === undefined) {
            first.set(name, at);
            return [];
          }
          const message = `The ${name} is already defined at ${earlier.path}:${earlier.line}.`;
          return [{ ...at, rule: "duplicate", message }];
        }),
      ),
    );
}

function isOverride(path: string): boolean {
  return /(?:^|\/|_)override\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

/** OpenTofu reads `main.tofu` instead of `main.tf`; Terraform knows only the latter. */
function isForTerraformAlone(path: string, files: readonly string[]): boolean {
  return files.includes(path.replace(/\.tf(\.json)?$/, ".tofu$1")) && /\.tf(?:\.json)?$/.test(path);
}
