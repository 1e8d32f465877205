import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";

/** What lets the whole internet in, in words; null where it was let in before, or is not. */
export function openedToWorld(type: string, before: JsonObject | null, after: JsonObject): string | null {
  const rule = rules.find(([name]) => name.test(type))?.[1];
  if (rule === undefined) return null;
  const old = before === null ? [] : rule(before);
  const opened = rule(after).find((each) => !old.includes(each));
  return opened === undefined ? null : `It opens ${opened} to the whole internet.`;
}

type Openings = (values: JsonObject) => readonly string[];

const rules: readonly (readonly [RegExp, Openings])[] = [
  [
    /^aws_(?:default_)?security_group$/,
    ({ ingress }) => blocks(ingress).flatMap((each) => ports(each, "from_port", "to_port")),
  ],
  [/^aws_security_group_rule$/, (values) => (values.type === "ingress" ? ports(values, "from_port", "to_port") : [])],
  [/^aws_vpc_security_group_ingress_rule$/, (values) => ports(values, "from_port", "to_port")],
  [
    /^google_compute_firewall$/,
    (values) =>
      values.direction !== "EGRESS" && holdsWorld(values.source_ranges)
        ? blocks(values.allow).map((each) => `${each.protocol}${portList(each.ports)}`)
        : [],
  ],
  [
    /^azurerm_network_security_(?:rule|group)$/,
    (values) =>
      [values, ...blocks(values.security_rule)]
        .filter(({ access, direction }) => access === "Allow" && direction === "Inbound")
        .filter((each) => holdsWorld(each.source_address_prefix) || holdsWorld(each.source_address_prefixes))
        .map((each) => `${each.protocol} port ${each.destination_port_range ?? "ranges"}`),
  ],
  [
    /^(?:hcloud|digitalocean)_firewall$/,
    (values) =>
      [...blocks(values.rule).filter(({ direction }) => direction === "in"), ...blocks(values.inbound_rule)]
        .filter((each) => holdsWorld(each.source_ips) || holdsWorld(each.source_addresses))
        .map((each) => `${each.protocol} port ${each.port ?? each.port_range ?? "any"}`),
  ],
  [
    /^openstack_networking_secgroup_rule/,
    (values) =>
      values.direction === "ingress" && holdsWorld(values.remote_ip_prefix)
        ? ports({ ...values, cidr_ipv4: values.remote_ip_prefix ?? null }, "port_range_min", "port_range_max")
        : [],
  ],
  [/^aws_s3_bucket(?:_acl)?$/, ({ acl }) => (String(acl).startsWith("public-") ? [`the bucket (${acl})`] : [])],
  [
    /^aws_(?:db_instance|rds_cluster_instance|redshift_cluster|dms_replication_instance)$/,
    ({ publicly_accessible: open }) => (open === true ? ["the database"] : []),
  ],
];

/** A rule's ports, when it lets everybody in. */
function ports(rule: JsonObject, from: string, to: string): readonly string[] {
  const sources = [rule.cidr_blocks, rule.ipv6_cidr_blocks, rule.cidr_ipv4, rule.cidr_ipv6];
  if (!sources.some(holdsWorld)) return [];
  const [first, last] = [rule[from], rule[to]];
  const protocol = rule.protocol ?? rule.ip_protocol;
  if (protocol === "-1" || protocol === "all" || first === undefined || first === null) return ["every port"];
  return [first === last ? `port ${first}` : `ports ${first} to ${last}`];
}

function holdsWorld(value: Json | undefined): boolean {
  if (isJsonArray(value)) return value.some(holdsWorld);
  return value === "0.0.0.0/0" || value === "::/0" || value === "*" || value === "Internet" || value === "Any";
}

function portList(value: Json | undefined): string {
  return isJsonArray(value) && value.length > 0 ? ` port ${value.join(", ")}` : "";
}

function blocks(value: Json | undefined): readonly JsonObject[] {
  return (isJsonArray(value) ? value : [value ?? null]).filter(isJsonObject);
}
