import type { Change } from "../../src/domain/plan.ts";
import { application, change, finding, planned, report, resource } from "./builders.ts";

/*
 * Stories of larger plans: environments that differ, Terraform, many of everything.
 */

const terraform = (kind: string, name: string) => resource({ group: "terraform", kind, namespace: null, name });

/** Everything that only Terraform knows. */
const network: readonly Change[] = [
  change({
    action: "replace",
    apiVersion: "hashicorp/aws",
    id: terraform("aws_db_instance", "aws_db_instance.orders"),
    fields: [
      { path: "engine_version", before: "15.4", after: "16.1", note: "newer", replaces: true },
      { path: "endpoint", before: "orders.eu-west-1.rds.amazonaws.com", after: null, unknown: true },
      { path: "password", before: "(hidden)", after: "(hidden, changed)" },
    ],
    risks: ["replaces", "deletes-stateful"],
    reasons: { "deletes-stateful": "`skip_final_snapshot` is set, so nothing is kept." },
    sources: [{ path: "terraform/network/database.tf", line: 12 }],
  }),
  change({
    action: "update",
    apiVersion: "hashicorp/aws",
    id: terraform("aws_instance", "module.bastion.aws_instance.this[0]"),
    fields: [{ path: "instance_type", before: "t3.micro", after: "t3.small" }],
    movedFrom: "aws_instance.bastion",
    sources: [{ path: "terraform/network/bastion.tf", line: 3 }],
  }),
  change({
    action: "update",
    apiVersion: "hashicorp/aws",
    id: terraform("aws_s3_bucket", "aws_s3_bucket.logs"),
    fields: [{ path: "tags.team", before: null, after: "platform" }],
    imported: true,
    sources: [{ path: "terraform/network/logs.tf", line: 1 }],
  }),
  change({
    action: "forget",
    apiVersion: "hashicorp/aws",
    id: terraform("aws_route53_zone", "aws_route53_zone.old"),
    fields: [],
    sources: [{ path: "terraform/network/dns.tf", line: 9 }],
  }),
  change({
    action: "read",
    apiVersion: "hashicorp/aws",
    id: terraform("aws_ami", "data.aws_ami.base"),
    fields: [{ path: "id", before: null, after: null, unknown: true }],
    sources: [{ path: "terraform/network/bastion.tf", line: 20 }],
  }),
];

const drift: readonly Change[] = [
  change({
    apiVersion: "hashicorp/aws",
    id: terraform("aws_security_group", "aws_security_group.web"),
    fields: [{ path: "ingress[0].cidr_blocks", before: ["10.0.0.0/8"], after: ["0.0.0.0/0"] }],
    sources: [{ path: "terraform/network/groups.tf", line: 4 }],
  }),
];

export const terraformStory = report({
  applications: [
    planned({ name: "network", environment: "prod", path: "terraform/network", renderer: "terraform" }, network, {
      plan: { status: "known", changes: network, ignored: 3, drift },
    }),
    {
      application: application({ name: "dns", environment: "prod", path: "terraform/dns", renderer: "terraform" }),
      status: "passed",
      plan: { status: "unknown", reason: "No plan is attached to this commit: let its workflow upload `plan.json`." },
    },
    planned({ name: "web", environment: "prod" }, [
      change({
        action: "update",
        fields: [
          {
            path: "spec.template.spec.containers[web].image",
            before: "ghcr.io/acme/web:1.9.0",
            after: "ghcr.io/acme/web:1.8.2",
            note: "older",
          },
          { path: "spec.replicas", before: 2, after: 5, note: "from 2 to 5 replicas" },
        ],
        risks: ["moves-image-back"],
        movedFrom: "shop (prod)",
      }),
    ]),
  ],
});

/** Three environments with a namespace each: staging gets more, prod is forgotten by one change. */
const places = ["dev", "staging", "prod"] as const;

export const promotion = report({
  applications: [
    ...places.map((environment) =>
      planned({ name: "shop", environment }, [
        change({
          id: resource({ namespace: `shop-${environment}`, name: "cart" }),
          fields: [
            {
              path: "spec.template.spec.containers[cart].image",
              before: `ghcr.io/acme/cart:${environment === "prod" ? "2.3.0" : "2.4.0"}`,
              after: "ghcr.io/acme/cart:2.5.0",
              note: "newer",
            },
          ],
          sources: [{ path: "apps/shop/base/cart.yaml", line: 18 }],
        }),
        change({
          apiVersion: "v1",
          id: resource({ group: "", kind: "ConfigMap", namespace: `shop-${environment}`, name: "cart" }),
          fields: [{ path: "data.CURRENCY", before: "EUR", after: "CHF" }],
          sources: [{ path: "apps/shop/base/cart.env", line: 2 }],
        }),
        change({
          apiVersion: "autoscaling/v2",
          id: resource({
            group: "autoscaling",
            kind: "HorizontalPodAutoscaler",
            namespace: `shop-${environment}`,
            name: "cart",
          }),
          fields: [{ path: "spec.maxReplicas", before: 4, after: environment === "prod" ? 12 : 6 }],
          sources: [{ path: "apps/shop/base/autoscaler.yaml", line: 9 }],
        }),
        ...(environment === "prod"
          ? []
          : [
              change({
                action: "create",
                apiVersion: "networking.k8s.io/v1",
                id: resource({
                  group: "networking.k8s.io",
                  kind: "NetworkPolicy",
                  namespace: `shop-${environment}`,
                  name: "cart",
                }),
                fields: [{ path: "spec.podSelector", before: null, after: { matchLabels: { app: "cart" } } }],
                sources: [{ path: "apps/shop/components/policy.yaml", line: 1 }],
              }),
            ]),
      ]),
    ),
    ...(["dev", "staging"] as const).map((environment) => planned({ name: "mail", environment }, [change()])),
    ...places.map((environment) => planned({ name: "web", environment }, [change()])),
    planned({ name: "docs", environment: "dev" }, [
      change({ fields: [{ path: "spec.replicas", before: 1, after: 2 }] }),
    ]),
  ],
  untouched: [
    { name: "docs", environment: "prod" },
    { name: "docs", environment: "staging" },
    { name: "mail", environment: "prod" },
  ],
});

const clusters = Array.from({ length: 12 }, (_, index) => `cluster-${String(index + 1).padStart(2, "0")}`);

/** Twelve clusters, of which one has another value and one was left out. */
export const twelve = report({
  applications: clusters.slice(0, 11).map((environment, index) =>
    planned({ name: "ingress", environment }, [
      change({
        id: resource({ namespace: "ingress", name: "controller" }),
        fields: [{ path: "spec.replicas", before: 2, after: index === 4 ? 9 : 3, note: "more replicas" }],
        sources: [{ path: "infrastructure/ingress/deployment.yaml", line: 7 }],
      }),
    ]),
  ),
  untouched: [{ name: "ingress", environment: "cluster-12" }],
});

/** Sixty applications: more than stand open in the table. */
export const sixty = report({
  applications: Array.from({ length: 60 }, (_, index) =>
    planned(
      { name: `team-${String(index % 7)}-service-${String(index).padStart(2, "0")}`, environment: "prod" },
      index % 9 === 0
        ? []
        : [
            change({ id: resource({ name: `service-${index}` }) }),
            ...(index === 31 ? [change({ action: "delete", fields: [], id: resource({ name: "leftover" }) })] : []),
          ],
      index === 12 ? { status: "failed" } : {},
    ),
  ),
  findings: [finding({ application: "team-5-service-12", resource: "Deployment shop/service-12" })],
});
