import { UsageError, type Verb } from "./verb.ts";

export const schemas: Verb = {
  name: "schemas",
  help: `
Writes down what a cluster publishes of its kinds, so that manifests can be held to it without the cluster.

Usage
  fairlead schemas pull --environment NAME [--to DIR] [--context NAME]
  fairlead schemas pull --environment NAME [--to DIR] --server URL --token-file FILE [--ca-file FILE]

Options
  --environment NAME  the environment whose cluster it is
  --to DIR            the folder to write; by default .github/fairlead-schemas/NAME of the working directory
  --context NAME      the context of your kubeconfig, by default the current one; kubectl is asked, and is on PATH
  --server URL        the address of the API server, instead of kubectl
  --token-file FILE   a file with a token that may read /openapi/v3, as every user that is logged in may
  --ca-file FILE      the certificate authority of that server, in PEM

Then name the folder in .github/fairlead.yml and commit both:

  environments:
    - name: prod
      schemas: .github/fairlead-schemas/prod

Examples
  fairlead schemas pull --environment prod --context prod-admin
  fairlead schemas pull --environment prod --server https://10.0.0.1:6443 --token-file token --ca-file ca.crt

Exit code: 0 written, 2 the cluster could not be asked or the folder not be written, 64 wrong usage.`,
  async run([command, ...args], terminal) {
    if (command === "pull") return (await import("./schemas/pull.ts")).pullSchemas(args, terminal);
    throw new UsageError(
      command === undefined
        ? "Say what to do: fairlead schemas pull."
        : `fairlead schemas has no command ${JSON.stringify(command)}: there is pull.`,
    );
  },
};
