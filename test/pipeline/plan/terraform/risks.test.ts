import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/domain/json.ts";
import { isStatefulType } from "../../../../src/pipeline/plan/terraform/stateful.ts";
import { planFile, planned, resource } from "./plan-files.ts";

test.each([
  "aws_db_instance",
  "aws_rds_cluster",
  "aws_s3_bucket",
  "aws_dynamodb_table",
  "aws_ebs_volume",
  "aws_route53_zone",
  "aws_kms_key",
  "aws_eks_cluster",
  "google_sql_database_instance",
  "google_compute_disk",
  "google_container_cluster",
  "azurerm_postgresql_flexible_server",
  "azurerm_postgresql_flexible_server_database",
  "azurerm_mssql_database",
  "azurerm_storage_account",
  "azurerm_resource_group",
  "digitalocean_database_cluster",
  "hcloud_volume",
  "cloudflare_zone",
  "kubernetes_persistent_volume_claim_v1",
])("deleting %s may delete data", async (type) => {
  expect(isStatefulType(type)).toBe(true);
  expect(await risks(`${type}.a`, { actions: ["delete"], before: {} })).toEqual(["deletes-stateful"]);
});

test.each([
  "aws_s3_bucket_policy",
  "aws_db_subnet_group",
  "aws_route53_record",
  "google_project_service",
  "null_resource",
])("deleting %s does not", async (type) => {
  expect(await risks(`${type}.a`, { actions: ["delete"], before: {} })).toEqual([]);
});

test("a replacement is both, and what an author switched off is said", async () => {
  const { plan } = await planned(
    planFile([
      resource("aws_db_instance.a", {
        actions: ["delete", "create"],
        before: { skip_final_snapshot: true },
        after: { skip_final_snapshot: true },
      }),
    ]),
  );

  expect(plan.changes[0]?.risks).toEqual(["deletes-stateful", "replaces"]);
  expect(plan.changes[0]?.reasons).toEqual({ "deletes-stateful": "`skip_final_snapshot` is set, so nothing is kept." });
});

const policy = (...statements: readonly JsonObject[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (action: unknown, resource: unknown) =>
  ({ Effect: "Allow", Action: action, Resource: resource }) as JsonObject;

test.each<[string, JsonObject | null, JsonObject, string | undefined]>([
  [
    "an action more",
    { policy: policy(allow("s3:GetObject", "*")) },
    { policy: policy(allow(["s3:GetObject", "s3:PutObject"], "*")) },
    "s3:PutObject on *",
  ],
  [
    "a resource more",
    { policy: policy(allow("s3:*", "a")) },
    { policy: policy(allow("s3:*", ["a", "b"])) },
    "s3:* on b",
  ],
  [
    "an action that a pattern held",
    { policy: policy(allow("s3:*", "*")) },
    { policy: policy(allow("s3:GetObject", "x")) },
    undefined,
  ],
  ["a denial", { policy: policy() }, { policy: policy({ Effect: "Deny", Action: "*", Resource: "*" }) }, undefined],
  ["everything, anew", null, { policy: policy(allow("*", "*")) }, "* on *"],
  ["a little, anew", null, { policy: policy(allow("s3:GetObject", "a")) }, undefined],
  [
    "everybody",
    null,
    { assume_role_policy: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" } }) },
    "to everybody",
  ],
  ["what nobody knows", { policy: policy(allow("a:b", "*")) }, {}, undefined],
])("a policy of AWS that allows %s", async (_, before, after, reason) => {
  const actions = before === null ? ["create"] : ["update"];
  const [change] = (await planned(planFile([resource("aws_iam_policy.a", { actions, before, after })]))).plan.changes;

  expect(change?.reasons?.["widens-permissions"]).toEqual(
    reason === undefined ? undefined : expect.stringContaining(reason),
  );
  expect(change?.risks).toEqual(reason === undefined ? [] : ["widens-permissions"]);
});

test.each<[string, string, JsonObject | null, JsonObject, boolean]>([
  ["owner", "google_project_iam_member", null, { role: "roles/owner", member: "user:a@example.com" }, true],
  ["viewer", "google_project_iam_member", null, { role: "roles/viewer", member: "user:a@example.com" }, false],
  ["everybody", "google_storage_bucket_iam_member", null, { role: "roles/viewer", member: "allUsers" }, true],
  [
    "one editor more",
    "google_project_iam_binding",
    { role: "roles/editor", members: ["a"] },
    { role: "roles/editor", members: ["a", "b"] },
    true,
  ],
  [
    "one editor less",
    "google_project_iam_binding",
    { role: "roles/editor", members: ["a", "b"] },
    { role: "roles/editor", members: ["a"] },
    false,
  ],
  ["Contributor", "azurerm_role_assignment", null, { role_definition_name: "Contributor" }, true],
  [
    "administrator",
    "aws_iam_role_policy_attachment",
    null,
    { policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    true,
  ],
])("a role: %s of %s", async (_, type, before, after, widens) => {
  expect(await risks(`${type}.a`, { actions: [before === null ? "create" : "update"], before, after })).toEqual(
    widens ? ["widens-permissions"] : [],
  );
});

const world = { from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] };

test.each<[string, string, JsonObject | null, JsonObject, string | undefined]>([
  ["a port", "aws_security_group", { ingress: [] }, { ingress: [world] }, "port 22"],
  ["a port that was open", "aws_security_group", { ingress: [world] }, { ingress: [world] }, undefined],
  [
    "one more",
    "aws_security_group",
    { ingress: [world] },
    { ingress: [world, { ...world, from_port: 1, to_port: 9 }] },
    "ports 1 to 9",
  ],
  ["all", "aws_security_group", null, { ingress: [{ ...world, protocol: "-1" }] }, "every port"],
  ["a network", "aws_security_group", null, { ingress: [{ ...world, cidr_blocks: ["10.0.0.0/8"] }] }, undefined],
  ["the way out", "aws_security_group_rule", null, { ...world, type: "egress" }, undefined],
  ["a rule", "aws_vpc_security_group_ingress_rule", null, { from_port: 22, to_port: 22, cidr_ipv6: "::/0" }, "port 22"],
  [
    "a firewall",
    "google_compute_firewall",
    null,
    { source_ranges: ["0.0.0.0/0"], allow: [{ protocol: "tcp", ports: ["22"] }] },
    "tcp port 22",
  ],
  [
    "on Azure",
    "azurerm_network_security_rule",
    null,
    {
      access: "Allow",
      direction: "Inbound",
      protocol: "Tcp",
      source_address_prefix: "*",
      destination_port_range: "22",
    },
    "Tcp port 22",
  ],
  ["a bucket", "aws_s3_bucket_acl", { acl: "private" }, { acl: "public-read" }, "public-read"],
  ["a database", "aws_db_instance", { publicly_accessible: false }, { publicly_accessible: true }, "database"],
])("the internet is let in: %s of %s", async (_, type, before, after, reason) => {
  const actions = [before === null ? "create" : "update"];
  const [change] = (await planned(planFile([resource(`${type}.a`, { actions, before, after })]))).plan.changes;

  expect(change?.reasons?.["opens-network"]).toEqual(
    reason === undefined ? undefined : expect.stringContaining(reason),
  );
});

async function risks(address: string, change: JsonObject) {
  const { plan } = await planned(planFile([resource(address, change)]));
  return plan.changes.flatMap((each) => each.risks);
}
