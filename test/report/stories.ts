import type { Report } from "../../src/domain/report.ts";
import { application, change, finding, planned, report, resource } from "./builders.ts";
import { promotion, sixty, terraformStory, twelve } from "./plan-stories.ts";

/*
 * The reports a reviewer meets, one each. Every rendering has its golden file for each of them.
 */

const environments = ["dev", "staging", "prod"] as const;

const image = change({
  fields: [
    {
      path: "spec.template.spec.containers[web].image",
      before: "ghcr.io/acme/web:1.8.2",
      after: "ghcr.io/acme/web:1.9.0",
    },
  ],
  sources: [{ path: "apps/web/base/deployment.yaml", line: 21 }],
});

const nginx = change({
  apiVersion: "v1",
  id: resource({ group: "", kind: "ConfigMap", name: "web-nginx" }),
  fields: [
    {
      path: "data[nginx.conf]",
      before: "worker_processes 1;\nhttp {\n  keepalive_timeout 65;\n  gzip off;\n}\n",
      after: "worker_processes 1;\nhttp {\n  keepalive_timeout 30;\n  gzip on;\n}\n",
    },
  ],
  sources: [{ path: "apps/web/base/nginx.conf", line: 3 }],
});

const budget = change({
  action: "create",
  apiVersion: "policy/v1",
  id: resource({ group: "policy", kind: "PodDisruptionBudget" }),
  fields: [
    { path: "metadata.labels", before: null, after: { "app.kubernetes.io/name": "web" } },
    {
      path: "spec",
      before: null,
      after: { minAvailable: 1, selector: { matchLabels: { "app.kubernetes.io/name": "web" } } },
    },
  ],
  sources: [{ path: "apps/web/overlays/prod/budget.yaml", line: 1 }],
});

const autoscaler = change({
  apiVersion: "autoscaling/v2",
  id: resource({ group: "autoscaling", kind: "HorizontalPodAutoscaler" }),
  fields: [{ path: "spec.maxReplicas", before: 6, after: 12 }],
  sources: [{ path: "apps/web/overlays/prod/autoscaler.yaml", line: 12 }],
});

const good = report({
  applications: [
    planned({ environment: "prod" }, [image, budget]),
    planned({ name: "api", environment: "prod" }, []),
    planned({ name: "api", environment: "dev" }, []),
  ],
});

const bad = report({
  applications: [
    planned({ environment: "dev" }, [image], { status: "failed" }),
    planned({ environment: "prod" }, [image], { status: "failed" }),
    planned(
      { name: "api", environment: "dev" },
      [
        change({
          action: "create",
          apiVersion: "v1",
          id: resource({ group: "", kind: "Secret", name: "api-token" }),
          fields: [{ path: "data.token", before: null, after: "(hidden)" }],
          sources: [{ path: "apps/api/secret.yaml", line: 1 }],
        }),
      ],
      { status: "failed" },
    ),
  ],
  findings: [
    ...["dev", "prod"].map((environment) =>
      finding({
        check: "schema",
        rule: "type",
        message: "`spec.replicas` must be an integer and is a string: write `3` without quotes.",
        line: 8,
        fix: { line: 8, before: '  replicas: "3"', after: "  replicas: 3" },
        environment,
      }),
    ),
    ...["dev", "prod"].map((environment) =>
      finding({
        environment,
        link: "https://fairlead.example/policies/latest-tag",
        remediation: "Name a version, or a digest.",
      }),
    ),
    finding({
      check: "secrets",
      rule: "plain-secret",
      message: "A Secret with a readable value: encrypt it with SOPS or fetch it with an ExternalSecret.",
      path: "apps/api/secret.yaml",
      line: 7,
      application: "api",
      environment: "dev",
      resource: "Secret shop/api-token",
    }),
    finding({
      rule: "memory-limit",
      severity: "warning",
      message: "The container `web` has no memory limit.",
      line: 19,
    }),
  ],
});

const destructive = report({
  applications: [
    planned({ name: "database", environment: "prod" }, [
      change({
        action: "delete",
        id: resource({ kind: "StatefulSet", name: "database" }),
        fields: [],
        risks: ["deletes-stateful"],
        sources: [{ path: "apps/database/statefulset.yaml", line: 1 }],
      }),
      change({
        action: "delete",
        apiVersion: "v1",
        id: resource({ group: "", kind: "PersistentVolumeClaim", name: "database-data" }),
        fields: [],
        risks: ["deletes-stateful"],
        sources: [{ path: "apps/database/volume.yaml", line: 1 }],
      }),
    ]),
    ...["staging", "prod"].map((environment) =>
      planned({ environment }, [
        change({
          action: "replace",
          fields: [
            {
              path: "spec.selector.matchLabels[app.kubernetes.io/name]",
              before: "web",
              after: "storefront",
            },
          ],
          risks: ["replaces", "changes-selector"],
          sources: [{ path: "apps/web/base/deployment.yaml", line: 12 }],
        }),
        nginx,
      ]),
    ),
  ],
});

const errored = report({
  applications: [
    {
      application: application({ environment: "staging" }),
      status: "errored",
      reason:
        "apps/web/overlays/staging/kustomization.yaml:4 includes https://example.com/base, and remote bases are not fetched: copy it into the repository.",
      plan: { status: "unknown", reason: "the head did not render" },
    },
    planned({ name: "api", environment: "staging" }, [change({ id: resource({ name: "api" }) })]),
  ],
  errors: ["policies/team.rego:12 does not compile: var `contianer` is unsafe. Correct it on the base branch."],
});

const nothing = report({ notes: ["`docs/example.yaml` belongs to no application and holds no resource."] });

const threeEnvironments = report({
  applications: environments.map((environment) =>
    planned({ environment }, [
      image,
      nginx,
      change({
        apiVersion: "v1",
        id: resource({ group: "", kind: "Secret", name: "web-session" }),
        fields: [{ path: "data.key", before: "(hidden)", after: "(hidden)" }],
        sources: [{ path: "apps/web/base/session.enc.yaml", line: 6 }],
      }),
      ...(environment === "prod" ? [autoscaler] : []),
    ]),
  ),
  preview: ["The environment `qa` is added: 1 application would belong to it, `web` (apps/web/overlays/qa)."],
  notes: ["`charts/legacy` is a Helm chart, which is not evaluated."],
});

/** Many applications, each with deletions, errors and updates: far more than a comment holds. */
export function huge(applications = 400, changesEach = 25): Report {
  const names = Array.from({ length: applications }, (_, index) => `service-${String(index).padStart(4, "0")}`);
  return report({
    applications: names.map((name, index) =>
      planned(
        { name, environment: "prod" },
        Array.from({ length: changesEach }, (_, number) => hugeChange(name, number)),
        { status: index % 4 === 0 ? "failed" : "passed" },
      ),
    ),
    findings: names
      .filter((_, index) => index % 4 === 0)
      .map((name) =>
        finding({ application: name, path: `apps/${name}/deployment.yaml`, resource: `Deployment shop/${name}` }),
      ),
  });
}

function hugeChange(name: string, number: number) {
  const deletes = number === 0;
  return change({
    action: deletes ? "delete" : "update",
    id: resource({ name: `${name}-${number}` }),
    fields: deletes ? [] : [{ path: "metadata.labels.release", before: "2026-10", after: "2026-11" }],
    sources: [{ path: `apps/${name}/deployment-${number}.yaml`, line: 9 }],
  });
}

export const stories = {
  good,
  bad,
  destructive,
  errored,
  nothing,
  "three-environments": threeEnvironments,
  promotion,
  terraform: terraformStory,
  "twelve-clusters": twelve,
  "sixty-applications": sixty,
  huge: huge(),
} as const satisfies Record<string, Report>;
