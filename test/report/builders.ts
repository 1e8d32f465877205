import type { Application } from "../../src/domain/application.ts";
import { byImportance, type Finding } from "../../src/domain/finding.ts";
import type { ResourceId } from "../../src/domain/manifest.ts";
import type { Change, Plan } from "../../src/domain/plan.ts";
import { type ApplicationReport, conclude, type Report } from "../../src/domain/report.ts";
import { parseRevision, type Revision } from "../../src/domain/revision.ts";
import type { Links } from "../../src/report/links.ts";

/** A revision made of one digit's repetition would hide a swap; these two differ everywhere. */
export const base = revision("1f0a7c93b2d84e65a1c0f9e8d7b6a5940312fedc");
export const head = revision("9c41d7e8802b4f36b5ea1d2c3f40516273849506");

export const links: Links = {
  detailsUrl: "https://github.com/acme/shop/runs/4242",
  repositoryUrl: "https://github.com/acme/shop",
  planUrl: null,
};

export function revision(text: string): Revision {
  const parsed = parseRevision(text);
  if (parsed === undefined) throw new Error(`${text} is no revision`);
  return parsed;
}

/** A report whose conclusion follows from its parts, as the pipeline's does. */
export function report(parts: Partial<Report> = {}): Report {
  const applications = parts.applications ?? [];
  const findings = (parts.findings ?? []).toSorted(byImportance);
  const errors = parts.errors ?? [];
  return {
    conclusion: conclude({ applications, findings, errors }),
    base,
    head,
    errors,
    notes: [],
    preview: [],
    wishes: { reviewComments: true, effects: true, requestChanges: false },
    at: Date.UTC(2026, 10, 1),
    digest: "5d41402abc4b2a76b9719d911017c592f3a1e6b0c8d94e7f6a5b4c3d2e1f0a9b",
    ...parts,
    applications,
    findings,
  };
}

export function application(parts: Partial<Application> = {}): Application {
  const environment = parts.environment ?? "prod";
  const name = parts.name ?? "web";
  return {
    name,
    environment,
    path: `apps/${name}/overlays/${environment}`,
    renderer: "kustomize",
    why: `\`apps/${name}/overlays/${environment}\` is a kustomization that no other one includes.`,
    ...parts,
  };
}

/** One application's part, with these changes planned. */
export function planned(
  where: Partial<Application>,
  changes: readonly Change[],
  parts: Partial<ApplicationReport> = {},
): ApplicationReport {
  const plan: Plan = { status: "known", changes, ignored: 0 };
  return { application: application(where), status: "passed", plan, ...parts };
}

export function resource(parts: Partial<ResourceId> = {}): ResourceId {
  return { group: "apps", kind: "Deployment", namespace: "shop", name: "web", ...parts };
}

/** An update of the web Deployment's replicas, unless told otherwise. */
export function change(parts: Partial<Change> = {}): Change {
  return {
    action: "update",
    apiVersion: "apps/v1",
    id: resource(),
    fields: [{ path: "spec.replicas", before: 2, after: 3 }],
    risks: [],
    sources: [{ path: "apps/web/base/deployment.yaml", line: 8 }],
    ...parts,
  };
}

export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    check: "policy",
    rule: "latest-tag",
    severity: "error",
    message: "The container `web` has the image tag `latest`, which names something else tomorrow.",
    path: "apps/web/base/deployment.yaml",
    line: 21,
    application: "web",
    environment: "prod",
    resource: "Deployment shop/web",
    ...parts,
  };
}
