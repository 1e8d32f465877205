import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { unpackChart } from "../../../src/renderers/helm/archive.ts";
import { header, packed, tar } from "./charts.ts";

const chartYaml = { "web/Chart.yaml": "name: web\n" };
const refusal = (archive: Uint8Array, maxBytes?: number) => {
  const unpacked = unpackChart(archive, maxBytes);
  return unpacked.status === "refused" ? unpacked.reason : [...unpacked.files.keys()];
};

test("a chart's files are told below its folder", () => {
  const unpacked = unpackChart(packed({ ...chartYaml, "web/templates/a.yaml": "a: ü\n", "./web/./b": "" }));

  if (unpacked.status === "refused") throw new Error(unpacked.reason);
  expect([...unpacked.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
    ["Chart.yaml", "name: web\n"],
    ["templates/a.yaml", "a: ü\n"],
    ["b", ""],
  ]);
});

test.each([
  ["a path that leads out", packed({ ...chartYaml, "web/../../etc/passwd": "" }), "holds a path that leads out of it"],
  ["an absolute path", packed({ ...chartYaml, "/etc/passwd": "" }), "holds a path that leads out of it"],
  ["a path of Windows", packed({ ...chartYaml, "web\\..\\a": "" }), "holds a path that leads out of it"],
  [
    "a symbolic link",
    gzipSync(Buffer.concat([header("web/a", 0, "2"), tar(chartYaml)])),
    "holds links, and none is followed",
  ],
  ["a hard link", packed({ "web/a": "" }, "1"), "holds links, and none is followed"],
  ["no chart", packed({ "web/a": "" }), "holds no Chart.yaml, so it is no chart"],
  ["nothing", gzipSync(Buffer.alloc(1024)), "holds no Chart.yaml, so it is no chart"],
  ["half a file", gzipSync(header("web/Chart.yaml", 4000, "0")), "ends in the middle of a file"],
  ["no gzip", Buffer.from("PK"), "is no gzip archive (incorrect header check)"],
  ["no tar", gzipSync(Buffer.alloc(1024, "x")), "is no tar archive"],
])("an archive with %s is refused", (_, archive, reason) => {
  expect(refusal(archive)).toBe(reason);
});

test("an archive that unpacks to more than it may is refused, and never unpacked", () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

  expect(bomb.length).toBeLessThan(100_000);
  expect(refusal(bomb, 1024 * 1024)).toBe("unpacks to more than 1 MiB");
  expect(refusal(packed(Object.fromEntries(Array.from({ length: 20_002 }, (_, at) => [`web/${at}`, ""]))))).toBe(
    "holds more than 20000 files",
  );
});

test.each(["ustar", "pax", "gnu"])("what tar packs in the %s format is read, with long names", (format) => {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-tar-"));
  const long = `templates/${"deep/".repeat(20)}${"n".repeat(90)}.yaml`;
  for (const path of ["Chart.yaml", long]) {
    mkdirSync(dirname(join(directory, "web", path)), { recursive: true });
    writeFileSync(join(directory, "web", path), path);
  }
  const archive = execFileSync("tar", [`--format=${format}`, "-cz", "-C", directory, "web"]);
  rmSync(directory, { recursive: true });

  expect(refusal(archive)).toEqual(expect.arrayContaining(["Chart.yaml", long]));
});

test("no bytes make it throw, and nothing it answers leads out", () => {
  const names = fc.stringMatching(/^[./\\ab]{1,12}$/);
  const blocks = fc.array(fc.tuple(names, fc.constantFrom("0", "5", "x", "L", "2", "g"), fc.string()));
  fc.assert(
    fc.property(blocks, fc.uint8Array({ maxLength: 600 }), (entries, rest) => {
      const parts = entries.map(([name, type, text]) => tar({ [name]: text }, type).subarray(0, -1024));
      const unpacked = unpackChart(gzipSync(Buffer.concat([...parts, tar(chartYaml).subarray(0, -1024), rest])));
      if (unpacked.status === "unpacked") {
        for (const path of unpacked.files.keys()) expect(join("/x", path).startsWith("/x/")).toBe(true);
      }
    }),
  );
});
