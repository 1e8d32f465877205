import { beforeAll, expect, test } from "vitest";
import type { ConfigurationDocument } from "../../../../src/domain/configuration.ts";
import { createPlaces, type Places } from "../../../../src/pipeline/plan/terraform/places.ts";
import { readConfiguration } from "../../../../src/sources/hcl/configuration.ts";

let places: Places;

beforeAll(async () => {
  places = createPlaces("infra", [
    await document(
      "infra/main.tf",
      `module "net" {
  source   = "../modules/net"
  for_each = toset(["a.b"])
}
module "vpc" {
  source = "terraform-aws-modules/vpc/aws"
}
data "aws_ami" "base" {
}
output "url" {
  value = 1
}
`,
    ),
    await document(
      "modules/net/net.tf",
      `resource "aws_subnet" "x" {
  count = 2

  tags = {
    a = 1
  }
  cidr = "b"
}
`,
    ),
    await document("infra/json.tf.json", `{"resource": {"aws_x":\n{"y": {\n"z": 1}}}}`),
  ]);
});

test.each([
  ['module.net["a.b"].aws_subnet.x[0]', [], ["modules/net/net.tf:1"]],
  [
    'module.net["a.b"].aws_subnet.x[0]',
    [["tags", "a"], ["cidr"], ["id"]],
    ["modules/net/net.tf:5", "modules/net/net.tf:7"],
  ],
  ['module.net["a.b"].aws_subnet.x[0]', [["id"]], ["modules/net/net.tf:1"]],
  ['module.net["a.b"].aws_gone.x', [], ["infra/main.tf:1"]],
  ["module.vpc.aws_vpc.this[0]", [["cidr"]], ["infra/main.tf:5"]],
  ["module.gone.aws_vpc.this", [], []],
  ["data.aws_ami.base", [], ["infra/main.tf:8"]],
  ["output.url", [["value"]], ["infra/main.tf:11"]],
  ["aws_x.y", [["z"]], ["infra/json.tf.json:3"]],
  ["aws_gone.x", [], []],
])("%s with %j stands at %j", (address, attributes, expected) => {
  expect(places(address, attributes).map(({ path, line }) => `${path}:${line}`)).toEqual(expected);
});

async function document(path: string, text: string): Promise<ConfigurationDocument> {
  const file = await readConfiguration(path, Buffer.from(text));
  if (file.status !== "read") throw new Error(JSON.stringify(file));
  return { path, module: path.slice(0, path.lastIndexOf("/")), object: file.object, lineAt: file.lineAt };
}
