import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { schemas } from "../../../src/cli/schemas.ts";
import { UsageError } from "../../../src/cli/verb.ts";
import { temporaryDirectory } from "../../adapters/git/repositories.ts";
import { recordingTerminal } from "../terminal.ts";

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const widget = {
  description: "A widget.",
  type: "object",
  properties: {
    metadata: { allOf: [{ $ref: "#/components/schemas/Meta" }] },
    spec: {
      type: "object",
      description: "Words.",
      properties: { description: { type: "string", description: "More." } },
    },
  },
  "x-kubernetes-group-version-kind": [{ group: "example.com", version: "v1", kind: "Widget" }],
};

const answers: Readonly<Record<string, string>> = {
  "/version": '{"gitVersion":"v1.34.2"}',
  "/openapi/v3": JSON.stringify({
    paths: {
      "apis/example.com/v1": { serverRelativeURL: "/openapi/v3/apis/example.com/v1?hash=1" },
      "apis/away.example.com/v1": { serverRelativeURL: "/openapi/v3/apis/away.example.com/v1?hash=2" },
      "apis/example.com": { serverRelativeURL: "/openapi/v3/apis/example.com?hash=3" },
      version: { serverRelativeURL: "/openapi/v3/version?hash=4" },
    },
  }),
  "/openapi/v3/apis/example.com/v1?hash=1": JSON.stringify({
    openapi: "3.0.0",
    info: { title: "Kubernetes" },
    paths: { "/apis/example.com/v1/widgets": {} },
    components: { schemas: { "com.example.v1.Widget": widget, Meta: { type: "object" }, Unused: { type: "object" } } },
  }),
};

/** A kubectl that answers `get --raw PATH` and remembers nothing. */
function kubectl(): string {
  const directory = join(folder.path, "bin");
  if (existsSync(directory)) return directory;
  mkdirSync(directory);
  const script = `#!${process.execPath}
const answers = ${JSON.stringify(answers)};
const [, , path, , context] = process.argv.slice(2);
if (context === "nobody") { console.error("error: context does not exist"); process.exit(1); }
if (answers[path] === undefined) { console.error("Error from server (ServiceUnavailable): away"); process.exit(1); }
process.stdout.write(answers[path]);
`;
  writeFileSync(join(directory, "kubectl"), script);
  chmodSync(join(directory, "kubectl"), 0o755);
  return directory;
}

async function pull(name: string, args: readonly string[]) {
  const directory = join(folder.path, name);
  mkdirSync(directory, { recursive: true });
  const { terminal, printed } = recordingTerminal({ directory, env: { PATH: kubectl() } });
  const code = await schemas.run(["pull", ...args], terminal);
  return { code, printed, directory };
}

test("a cluster's kinds are written down without words, and what is away is said", async () => {
  const { code, printed, directory } = await pull("one", ["--environment", "prod"]);

  const written = join(directory, ".github/fairlead-schemas/prod");
  expect(code).toBe(0);
  expect(printed.out).toBe(
    "Wrote 1 kinds in 1 group versions of Kubernetes v1.34.2 to .github/fairlead-schemas/prod.\n",
  );
  expect(printed.err).toBe(
    "away.example.com/v1 is left out: kubectl get --raw /openapi/v3/apis/away.example.com/v1?hash=2 failed: Error from server (ServiceUnavailable): away\n",
  );
  expect(readdirSync(written)).toEqual(["example.com_v1.json", "version.json"]);
  const document = JSON.parse(readFileSync(join(written, "example.com_v1.json"), "utf8"));
  expect(Object.keys(document.components.schemas)).toEqual(["Meta", "com.example.v1.Widget"]);
  expect(document.components.schemas["com.example.v1.Widget"].properties.spec).toEqual({
    type: "object",
    properties: { description: { type: "string" } },
  });
});

test("what an earlier pull wrote and is not served any more goes, and nothing else", async () => {
  const written = join(folder.path, "two/schemas");
  mkdirSync(written, { recursive: true });
  for (const name of ["old.example.com_v1beta1.json", "notes.md", "package.json"])
    writeFileSync(join(written, name), "{}");

  await pull("two", ["--to", "schemas"]);

  expect(readdirSync(written)).toEqual(["example.com_v1.json", "notes.md", "package.json", "version.json"]);
});

test("what kubectl says when it fails is told", async () => {
  await expect(pull("three", ["--environment", "prod", "--context", "nobody"])).rejects.toThrow(
    "kubectl get --raw /version failed: error: context does not exist",
  );
});

test.each([
  [[], "--environment"],
  [["--environment", "../up"], "no name of an environment"],
  [["--environment", "prod", "--server", "http://a"], "https://"],
  [["--environment", "prod", "--server", "https://a"], "--token-file"],
  [["--environment", "prod", "--token-file", "a"], "--server"],
  [["--environment", "prod", "--server", "https://a", "--token-file", "absent"], "cannot be read"],
])("%j is wrong usage", async (args, words) => {
  const asked = pull("four", args);

  await expect(asked).rejects.toThrow(UsageError);
  await expect(asked).rejects.toThrow(words);
});

const certificate = certificateIn(folder.path);

/** What an API server of these answers says to whoever asks with the arguments. */
async function askedStraight(
  given: Readonly<Record<string, string>>,
  status: number,
  args: readonly string[],
  base = "",
): Promise<{ readonly told: string; readonly tokens: readonly string[] }> {
  const seen = new Set<string>();
  const server = createServer({ key: certificate?.key, cert: certificate?.cert }, ({ url = "", headers }, response) => {
    seen.add(String(headers.authorization));
    response.statusCode = given[url] === undefined ? status : 200;
    response.end(given[url]);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  writeFileSync(join(folder.path, "token"), "t0ken\n");
  const address = ["--server", `https://127.0.0.1:${port}${base}`, "--token-file", "../token"];
  try {
    const { printed } = await pull("five", ["--environment", "prod", ...address, ...args]);
    return { told: `${printed.out}${printed.err}`, tokens: [...seen] };
  } catch (error) {
    return { told: error instanceof Error ? error.message : "", tokens: [...seen] };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const trusting = ["--ca-file", "../cert.pem"];

test.skipIf(certificate === undefined)(
  "an API server is asked straight with its token, where there is openssl to make it a certificate",
  async () => {
    const { told, tokens } = await askedStraight(answers, 503, trusting);

    expect(told).toContain("Wrote 1 kinds");
    expect(told).toContain("HTTP 503");
    expect(tokens).toEqual(["Bearer t0ken"]);
  },
);

test.skipIf(certificate === undefined)("an API server below a path of another is asked there", async () => {
  const below = Object.fromEntries(Object.entries(answers).map(([path, answer]) => [`/k8s/c-1${path}`, answer]));

  expect((await askedStraight(below, 503, trusting, "/k8s/c-1/")).told).toContain("Wrote 1 kinds");
});

test.skipIf(certificate === undefined).each([
  [401, trusting, "the token has expired."],
  [403, trusting, "may not read it."],
  [200, [], "say who signed its certificate with --ca-file."],
])("an API server that answers HTTP %i to %j is told with what to do", async (status, args, words) => {
  expect((await askedStraight({}, status, args)).told).toContain(words);
});

function certificateIn(directory: string): { readonly key: string; readonly cert: string } | undefined {
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  const named = ["-keyout", key, "-out", cert, "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"];
  try {
    execFileSync("openssl", [...made, ...named], { stdio: "ignore" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } catch {
    return undefined;
  }
}
