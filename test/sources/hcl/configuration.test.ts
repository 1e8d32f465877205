import fc from "fast-check";
import { expect, test } from "vitest";
import { blocksOf } from "../../../src/sources/hcl/blocks.ts";
import { readConfiguration } from "../../../src/sources/hcl/configuration.ts";

/** The shape that conftest's hcl2 parser gives, so that policies written for it work as they are. */
test("blocks are lists below their labels, and expressions stand in ${}", async () => {
  const { object } = await read(`
resource "aws_elastic_beanstalk_environment" "example" {
  name  = "test_environment"
  count = var.enabled ? 1 : 0

  setting {
    name = "MinSize"
  }
  setting {
    name = "MaxSize"
  }
  dynamic "setting" {
    for_each = var.settings
    content {
      simple  = "\${4 - 2}"
      heredoc = <<-EOF
        It references \${local.other.3}
      EOF
    }
  }
}
provider "aws" {
  alias = "one"
}
provider "aws" {
  alias = "two"
}
`);

  expect(object).toEqual({
    resource: {
      aws_elastic_beanstalk_environment: {
        example: [
          {
            name: "test_environment",
            count: "${var.enabled ? 1 : 0}",
            setting: [{ name: "MinSize" }, { name: "MaxSize" }],
            dynamic: {
              setting: [
                {
                  for_each: "${var.settings}",
                  content: [{ simple: "${4 - 2}", heredoc: "It references ${local.other.3}\n" }],
                },
              ],
            },
          },
        ],
      },
    },
    provider: { aws: [{ alias: "one" }, { alias: "two" }] },
  });
});

test.each([
  ["", 1],
  ["/resource/aws_s3_bucket/logs", 1],
  ["/resource/aws_s3_bucket/logs/0", 1],
  ["/resource/aws_s3_bucket/logs/0/bucket", 2],
  ["/resource/aws_s3_bucket/logs/0/tags/a~1b", 4],
  ["/resource/aws_s3_bucket/logs/0/tags/list/1", 7],
  ["/resource/aws_s3_bucket/logs/0/rule/0/id", 11],
  ["/resource/aws_s3_bucket/logs/0/rule/1/id", 14],
  ["/resource/aws_s3_bucket/logs/0/rule/1/nowhere/1", 13],
  ["/resource/aws_s3_bucket/nowhere", 1],
])("%s leads to line %i", async (pointer, line) => {
  const { lineAt } = await read(`resource "aws_s3_bucket" "logs" {
  bucket = "b"
  tags = {
    "a/b" = 1
    list = [
      1,
      2,
    ]
  }
  rule {
    id = 1
  }
  rule {
    id = 2
  }
}
`);

  expect(lineAt(pointer)).toBe(line);
});

test("a block is found in HCL's form and in JSON's", async () => {
  const hcl = await read(`module "a" {\n  source = "./a"\n}\n`);
  const json = await read(`{"module": {"a":\n{"source": "./a"}}}`, "main.tf.json");

  expect(blocksOf(hcl.object, "module", 1)).toEqual([
    { labels: ["a"], body: { source: "./a" }, pointer: "/module/a/0" },
  ]);
  expect(blocksOf(json.object, "module", 1)).toEqual([
    { labels: ["a"], body: { source: "./a" }, pointer: "/module/a" },
  ]);
  expect(json.lineAt("/module/a/source")).toBe(2);
});

test.each([
  [`resource "a" "b" {\n  x = 1\n  x = 2\n}\n`, 3, 'Attribute redefined: The argument "x" was already set at line 2.'],
  ["a = 1 b = 2", 1, "Missing newline after argument: An argument definition must end with a newline."],
  ['a = "${x"', 1, /^Unclosed template interpolation sequence: /],
])("%j is broken on line %i, in a sentence", async (text, line, message) => {
  const answer = await readConfiguration("main.tf", Buffer.from(text));

  expect(answer).toMatchObject({ status: "broken", problems: [{ line }] });
  expect(answer.status === "broken" ? answer.problems[0]?.message : "").toEqual(
    typeof message === "string" ? message : expect.stringMatching(message),
  );
});

test("a JSON file that is YAML is refused, as Terraform would", async () => {
  expect(await readConfiguration("main.tf.json", Buffer.from("resource: {}"))).toMatchObject({ status: "broken" });
});

test("whatever a file holds, it is read or broken, with lines that it has", async () => {
  const pieces = fc.constantFrom(
    "a",
    "=",
    "{",
    "}",
    "[",
    "]",
    '"',
    "${",
    "\n",
    "<<EOT",
    "EOT",
    "#",
    "/*",
    "1",
    ",",
    " ",
    "é",
  );
  const texts = fc.array(pieces, { maxLength: 40 }).map((list) => list.join(""));

  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const answer = await readConfiguration("main.tf", Buffer.from(text));

      const count = text.split("\n").length;
      if (answer.status === "read") {
        for (const key of Object.keys(answer.object)) {
          expect(answer.lineAt(`/${key}`)).toBeGreaterThan(0);
          expect(answer.lineAt(`/${key}`)).toBeLessThanOrEqual(count);
        }
        return;
      }
      expect(answer.status).toBe("broken");
      for (const { line, message } of answer.status === "broken" ? answer.problems : []) {
        expect(line).toBeLessThanOrEqual(count);
        expect(message).toMatch(/^[A-Z].*\.$/s);
      }
    }),
    { numRuns: 200 },
  );
});

async function read(text: string, path = "main.tf") {
  const answer = await readConfiguration(path, Buffer.from(text));
  if (answer.status !== "read") throw new Error(JSON.stringify(answer));
  return answer;
}
