import { stringify } from "yaml";
import { applicationLabel, type DiscoveredApplication } from "../domain/application.ts";
import type { JsonObject } from "../domain/json.ts";
import { hideSecrets } from "../pipeline/plan/mask.ts";
import { isAskedFor, unknownNames } from "../pipeline/select.ts";
import type { Rendering } from "../renderers/renderer.ts";
import { type OpenApplications, treeOptions, withApplications } from "./open-applications.ts";
import { parseOptions } from "./options.ts";
import { exitCode, type Terminal, UsageError, type Verb } from "./verb.ts";

export const render: Verb = {
  name: "render",
  help: `
Prints the manifests of applications as YAML, from the work tree as it is or from a commit. Values of Secrets are
hidden unless you ask for them.

Usage
  fairlead render [--revision REV] [--application NAME]… [--environment NAME]… [--repo DIR]
                  [--show-secrets]

Options
  --revision REV      render this commit; by default the work tree, with what is not committed
  --application NAME  only this application; may be repeated
  --environment NAME  only this environment; may be repeated
  --repo DIR          a folder of the clone; by default the working directory
  --show-secrets      print the values of Secrets as they stand in the sources

Examples
  fairlead render --application web --environment prod
  fairlead render --revision v1.5.0 --environment prod > prod.yaml
  fairlead render --application web --show-secrets | kubectl diff -f -

Exit code: 0 all of it rendered, 1 some of it does not render, 2 some of it could not be judged, 64 wrong usage.`,
  async run(args, terminal) {
    const options = parseOptions(args, {
      ...treeOptions,
      application: { type: "string", multiple: true },
      environment: { type: "string", multiple: true },
      "show-secrets": { type: "boolean" },
    });
    const show = options["show-secrets"] ? (object: JsonObject) => object : hideSecrets;
    const asked = { applications: options.application ?? [], environments: options.environment ?? [] };
    return withApplications(options, terminal, (open) =>
      renderAll({ applications: chosen(open, asked), open, show }, terminal),
    );
  },
};

type Asked = { readonly applications: readonly string[]; readonly environments: readonly string[] };

function chosen({ applications }: OpenApplications, asked: Asked): readonly DiscoveredApplication[] {
  const [error] = unknownNames(asked, applications);
  if (error !== undefined) throw new UsageError(error);
  const found = applications.filter((application) => isAskedFor(application, asked));
  if (found.length > 0) return found;
  throw new UsageError("There is no such application in that environment; fairlead discover lists what there is.");
}

type Show = (object: JsonObject) => JsonObject;

async function renderAll(
  {
    applications,
    open: { render },
    show,
  }: Pick<OpenApplications, "applications"> & { open: OpenApplications; show: Show },
  terminal: Terminal,
): Promise<number> {
  const renderings = applications.map((application) => render(application));
  // All are awaited, so that none is left behind when the first of them fails.
  await Promise.allSettled(renderings);
  const codes: number[] = [];
  for (const [index, application] of applications.entries()) {
    const rendering = await renderings[index];
    if (rendering !== undefined) codes.push(print({ application, rendering, show }, terminal));
  }
  return Math.max(...codes);
}

type Rendered = { readonly application: DiscoveredApplication; readonly rendering: Rendering; readonly show: Show };

function print({ application, rendering, show }: Rendered, terminal: Terminal): number {
  const label = applicationLabel(application);
  if (rendering.status === "errored") {
    const at = rendering.at === undefined ? "" : `${rendering.at.path}:${rendering.at.line}: `;
    terminal.err(`${at}${label} could not be rendered: ${rendering.reason}\n`);
    return exitCode.errored;
  }
  for (const { path, line, message } of rendering.findings) terminal.err(`${path}:${line}: ${message}\n`);
  if (rendering.status === "failed") return exitCode.failed;
  terminal.out(`# ${label}: ${application.path}\n`);
  if (rendering.documents !== undefined)
    terminal.err(`${label} is configuration of Terraform, of which nothing is rendered: it is judged as it stands.\n`);
  for (const { object } of rendering.manifests) terminal.out(`---\n${asYaml(show(object))}`);
  return exitCode.passed;
}

/** Kubernetes reads YAML 1.1, where `on` and `0777` must be quoted to stay text. */
function asYaml(object: unknown): string {
  return stringify(object, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}
