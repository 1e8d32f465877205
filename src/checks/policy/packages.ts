/** What the rules of a package are given, beside what `fairlead.change` and `fairlead.plan` are. */
export type PackageInputs = { readonly manifests: boolean; readonly terraform: boolean };

/**
 * What each package of a repository's own policies judges. `terraform` and below it judge Terraform alone. Others
 * judge manifests, and Terraform as well when `named` says so, or, where it says nothing, when neither they nor
 * what they use read a field that all Kubernetes objects have. Rules written for Terraform alone judge it alone.
 */
export function packageInputs(
  packages: readonly string[],
  rego: ReadonlyMap<string, string>,
  named: readonly string[] | undefined,
): ReadonlyMap<string, PackageInputs> {
  const texts = textsByPackage(rego);
  const reads = (name: string, pattern: RegExp) => usedBy(name, texts).some((text) => pattern.test(text));
  return new Map(
    packages.map((name) => {
      if (isTerraform(name)) return [name, { manifests: false, terraform: true }];
      if (named?.includes(name)) return [name, { manifests: reads(name, kubernetes), terraform: true }];
      const isOpen = !reads(name, kubernetes);
      const isForTerraform = isOpen && reads(name, terraform);
      return [name, { manifests: !isForTerraform, terraform: named === undefined && isOpen }];
    }),
  );
}

/** Whether a package is meant for Terraform by its name. */
export function isTerraform(name: string): boolean {
  return name === "terraform" || name.startsWith("terraform.");
}

const kubernetes = fieldOfInput("kind|apiVersion|metadata|spec");
const terraform = fieldOfInput(
  "resource|provider|module|variable|output|locals|terraform|resource_changes|planned_values|configuration",
);

/** The field as `input.kind`, `input["kind"]` and `object.get(input, "kind", …)` or `["kind", …]` name it. */
function fieldOfInput(names: string): RegExp {
  return new RegExp(
    `\\binput(?:\\.|\\[\\s*["'\`])(?:${names})\\b|\\(\\s*input\\s*,\\s*\\[?\\s*["'\`](?:${names})["'\`]`,
  );
}

/** What stands in each package, comments left out. */
export function textsByPackage(rego: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const source of rego.values()) {
    const text = source.replaceAll(/^\s*#.*$/gm, "");
    const name = /^\s*package\s+([\w.]+)/m.exec(text)?.[1];
    if (name !== undefined) texts.set(name, `${texts.get(name) ?? ""}\n${text}`);
  }
  return texts;
}

/** The text of a package and of every package it refers to, however far. */
function usedBy(name: string, texts: ReadonlyMap<string, string>): readonly string[] {
  return packagesUsedBy(name, texts).map((each) => texts.get(each) ?? "");
}

/** A package and every package it refers to, however far. */
export function packagesUsedBy(name: string, texts: ReadonlyMap<string, string>): readonly string[] {
  const used = new Set<string>([name]);
  for (const each of used) {
    const text = texts.get(each) ?? "";
    for (const other of texts.keys()) if (refersTo(text, other)) used.add(other);
  }
  return [...used];
}

function refersTo(text: string, name: string): boolean {
  const at = text.indexOf(`data.${name}`);
  return at >= 0 && !/\w/.test(text[at + name.length + 5] ?? "");
}
