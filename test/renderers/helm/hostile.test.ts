import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Tools } from "../../../src/ports/tools.ts";
import { tools } from "../rendering.ts";
import { chart, configMap, file, hasHelm, objects, packed, render, told } from "./charts.ts";

const web = (text: string, more: Readonly<Record<string, string | Uint8Array | { link: string }>> = {}) => ({
  "web/Chart.yaml": chart("web"),
  "web/templates/a.yaml": text,
  ...more,
});
const small = { limits: { timeoutMs: 3000, maxOutputBytes: 1024 * 1024 } };

describe.skipIf(!hasHelm)("hostile charts end in one clear sentence within limits:", () => {
  test("endless output", async () => {
    const text = configMap("a", "a: '{{ repeat 3000000 \"x\" }}'");

    expect(told(await render(web(text), {}, small))).toEqual([
      "web/Chart.yaml:1 errored: Helm printed too much for web and was stopped.",
    ]);
  });

  test("endless work", async () => {
    const text = "{{- range until 60000 }}{{- range until 60000 }}{{- $x := . }}{{- end }}{{- end }}";

    expect(told(await render(web(text), {}, small))).toEqual([
      "web/Chart.yaml:1 errored: Helm took too long over web and was stopped.",
    ]);
  });

  test("values that unfold without end", async () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefghi".split("").map((key, at) => `${key}: &${key} [${`*${"abcdefghi"[at]},`.repeat(9)}]`),
    ].join("\n");

    expect(told(await render(web("", { "bomb.yaml": bomb }), { values: [file("bomb.yaml")] }))).toEqual([
      expect.stringMatching(
        /^bomb\.yaml:\d+ values: Aliases repeat so much that this document would unfold without end/,
      ),
    ]);
    expect(told(await render(web("", { "web/values.yaml": bomb })))).toEqual([
      expect.stringMatching(
        /^web\/values\.yaml:\d values: These values cannot be read: document contains excessive aliasing\./,
      ),
    ]);
  });

  test.each(["../secret.yaml", "a/../../secret.yaml", "/etc/passwd"])("a values file at %s", async (path) => {
    expect(told(await render(web(""), { values: [file(path)] }))).toEqual([
      `web/Chart.yaml:1 values: The values file ${path} leads out of the repository.`,
    ]);
  });

  test("symbolic links that lead out, to nothing, or in a ring", async () => {
    const at = (link: string) => render(web("", { "web/values.yaml": { link } }));

    expect(told(await at("/etc/passwd"))).toEqual([
      "web/values.yaml:1 errored: Not rendered: web/values.yaml is a symbolic link that leads out of the repository; nothing there is read.",
    ]);
    expect(told(await at("../../x"))).toEqual([expect.stringContaining("leads out of the repository")]);
    expect(told(await at("values.yaml"))).toEqual([expect.stringContaining("leads back to itself")]);
    expect(told(await at("../none.yaml"))).toEqual([
      "web/values.yaml:1 errored: Not rendered: web/values.yaml is a symbolic link to nothing.",
    ]);
  });

  test("and links within the repository are what they lead to", async () => {
    const files = web(configMap("a", "a: {{ .Values.a }}"), {
      "web/values.yaml": { link: "../shared/values.yaml" },
      "web/charts/db": { link: "../../db" },
      "shared/values.yaml": "a: shared\n",
      "db/Chart.yaml": chart("db"),
      "db/templates/b.yaml": configMap("b", "b: c"),
    });

    expect(objects(await render(files))).toMatchObject([{ data: { b: "c" } }, { data: { a: "shared" } }]);
  });

  test("archives that unfold without end", async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));

    expect(told(await render(web("", { "web/charts/a.tgz": bomb })))).toEqual([
      "web/charts/a.tgz:1 archive: a.tgz unpacks to more than 200 MiB.",
    ]);
  });

  test("archives within archives", async () => {
    let archive = packed({ "a/Chart.yaml": chart("a") });
    for (let depth = 0; depth < 15; depth += 1) {
      archive = packed({ "a/Chart.yaml": chart("a"), "a/charts/a.tgz": Buffer.from(archive).toString("latin1") });
    }

    expect(told(await render(web("", { "web/charts/a.tgz": archive })))).toEqual([
      expect.stringMatching(/^web\/charts\/a\.tgz:1 archive: a\.tgz /),
    ]);
  });

  test("a list that asks for more memory than there is", async () => {
    const needsLimit = existsSync("/usr/bin/prlimit");
    if (!needsLimit) console.warn("skipped in part: there is no prlimit here, so only the time ends it");

    expect(
      told(
        await render(web("a: {{ until 100000000000 | len }}"), {}, { limits: { ...small.limits, timeoutMs: 60_000 } }),
      ),
    ).toEqual([
      needsLimit
        ? "web/Chart.yaml:1 errored: Helm wanted too much memory for web and was stopped."
        : expect.stringMatching(/took too long/),
    ]);
  });

  test.each(["file:///etc/passwd", "http://127.0.0.1:1/x.json", "/etc/passwd", "other.json"])(
    "a schema that refers to %s is not used, and says so",
    async (reference) => {
      const schema = `{\n"properties": {"a": {"anyOf": [{"$ref": "${reference}"}]}, "b": {"$ref": "#/properties/a"}}}`;
      const rendering = await render(web(configMap("a", "a: b"), { "web/values.schema.json": schema }));

      expect(told(rendering)).toEqual([
        `web/values.schema.json:2 values-schema: The values are not checked: this schema refers to ${reference}, and nothing outside of it is read.`,
      ]);
      expect(objects(rendering)).toHaveLength(1);
    },
  );

  test("files outside the chart are not in reach of its templates", async () => {
    const text = configMap(
      "a",
      'a: "{{ .Files.Get "../../secret" }}{{ .Files.Get "/etc/passwd" }}{{ (.Files.Glob "../**") | len }}"',
    );

    expect(objects(await render(web(text, { secret: "hunter2" })))).toMatchObject([{ data: { a: "0" } }]);
  });
});

describe.skipIf(!hasHelm)("no credential is in reach of Helm:", () => {
  test("it has no environment, no home of ours, and no functions that would read them", async () => {
    process.env.FAIRLEAD_TEST_SECRET = "hunter2";
    const [message] = told(await render(web('a: {{ env "FAIRLEAD_TEST_SECRET" }}')));
    const seen: string[] = [];
    const looking: Tools = {
      ...tools,
      run: async (tool, args, limits) => {
        const outcome = await tools.run(tool, ["env"], limits);
        seen.push(outcome.status === "ended" ? outcome.stdout : outcome.status);
        return tools.run(tool, args, limits);
      },
    };
    await render(web(configMap("a", "a: b")), {}, { tools: looking });

    expect(message).toBe('web/templates/a.yaml:1 template: This template fails: function "env" not defined.');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(/HELM_CONFIG_HOME="[^"]*\/fairlead-/);
    expect(seen[0]).not.toMatch(new RegExp(`hunter2|"${process.env.HOME ?? "/root"}/\\.`));
  });

  test("it asks no host: not for names, and not for charts", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("entries: {}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const remote = `dependencies:\n  - {name: db, version: 1.0.0, repository: 'http://127.0.0.1:${port}'}\n`;

    const dependency = told(await render({ "web/Chart.yaml": chart("web", remote) }));
    const name = objects(await render(web(configMap("a", `a: "{{ getHostByName "localhost" }}"`))));
    server.close();

    expect(dependency).toEqual([expect.stringMatching(/^web\/Chart\.yaml:5 errored: /)]);
    expect(name).toMatchObject([{ data: { a: "" } }]);
    expect(asked).toEqual([]);
  });
});
