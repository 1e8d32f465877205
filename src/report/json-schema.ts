import { type Static, Type } from "../domain/json-schema.ts";
import { actions } from "../domain/plan.ts";

/*
 * The shape of `fairlead check --format json`. Version 1 only ever grows: keys are added, none goes
 * or changes its meaning.
 */

const closed = { additionalProperties: false } as const;

const anyValue = Type.Unknown({ description: "Any JSON value; null for absent. Masked where it is a secret." });

const line = Type.Integer({ minimum: 1 });

const source = Type.Object({ path: Type.String(), line }, closed);

const field = Type.Object(
  {
    path: Type.String({ description: "As people write it: `spec.template.spec.containers[web].image`." }),
    before: anyValue,
    after: anyValue,
    unknown: Type.Optional(
      Type.Literal(true, { description: "The value after is known only once it is applied; `after` is null." }),
    ),
    replaces: Type.Optional(Type.Literal(true, { description: "This field is why the resource is replaced." })),
    note: Type.Optional(Type.String({ description: "What the difference means, such as `newer`." })),
  },
  closed,
);

const change = Type.Object(
  {
    action: Type.Enum([...actions]),
    apiVersion: Type.String(),
    kind: Type.String(),
    namespace: Type.Union([Type.String(), Type.Null()]),
    name: Type.String(),
    fields: Type.Array(field),
    risks: Type.Array(Type.String({ description: "Why a reader should stop at it, such as `deletes-stateful`." })),
    reasons: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: "By risk, why it is one here, in a sentence." }),
    ),
    movedFrom: Type.Optional(Type.String({ description: "Where it was before: another application, or an address." })),
    imported: Type.Optional(Type.Literal(true, { description: "Terraform takes over something that exists." })),
    sources: Type.Array(source, { description: "Lines that cause it: of the head, or of the base for a delete." }),
  },
  closed,
);

const conclusion = (description: string) => Type.Enum(["passed", "failed", "errored"], { description });

const application = Type.Object(
  {
    name: Type.String(),
    environment: Type.String(),
    path: Type.String(),
    renderer: Type.String(),
    status: conclusion("Errored: it could not be judged, and does not pass."),
    reason: Type.Optional(Type.String({ description: "Set exactly when the status is errored." })),
    planned: Type.Boolean({ description: "False when the changes are not known; `changes` is empty then." }),
    planReason: Type.Optional(Type.String({ description: "Why the changes are not known." })),
    planNote: Type.Optional(Type.String({ description: "What to know when reading the changes." })),
    ignored: Type.Integer({ minimum: 0, description: "Differences left out: noise, or ignored by configuration." }),
    changes: Type.Array(change),
    drift: Type.Optional(
      Type.Array(change, {
        description: "What Terraform found changed outside of it; no part of what the merge does.",
      }),
    ),
  },
  closed,
);

const nullableText = Type.Union([Type.String(), Type.Null()]);

const finding = Type.Object(
  {
    check: Type.String(),
    rule: Type.String(),
    severity: Type.Enum(["error", "warning", "notice"]),
    message: Type.String(),
    path: Type.String(),
    line,
    application: nullableText,
    environment: nullableText,
    resource: nullableText,
    link: Type.Optional(Type.String()),
    remediation: Type.Optional(Type.String()),
    fix: Type.Optional(
      Type.Object(
        { line, before: Type.String(), after: Type.String() },
        { ...closed, description: "One certain edit of one line of the file that ends the finding." },
      ),
    ),
    fingerprint: Type.String({
      description: "Equal for the same finding on later heads, as long as its substance is.",
    }),
    waiver: Type.Optional(
      Type.Object(
        {
          id: Type.String(),
          owner: Type.String(),
          reason: Type.String(),
          ticket: nullableText,
          until: Type.String({ description: "When it ends, as RFC 3339 has it." }),
          severity: Type.Enum(["error", "warning", "notice"], { description: "What the finding weighs without it." }),
          endsSoon: Type.Boolean(),
        },
        { ...closed, description: "Somebody answers for it for a while." },
      ),
    ),
    baseline: Type.Optional(
      Type.Enum(["error", "warning", "notice"], {
        description: "The baseline has it; what it weighs without.",
      }),
    ),
    locked: Type.Optional(
      Type.Literal(true, { description: "The operator asks for it; nothing of the repository lowers it." }),
    ),
  },
  closed,
);

const count = Type.Integer({ minimum: 0 });

const summary = Type.Object(
  {
    headline: Type.String({ description: "The verdict in one line, for people." }),
    applications: Type.Object({ passed: count, failed: count, errored: count }, closed),
    changes: Type.Object(
      { create: count, update: count, replace: count, delete: count, forget: count, read: count },
      closed,
    ),
    findings: Type.Object({ error: count, warning: count, notice: count }, closed),
  },
  closed,
);

const texts = (description: string) => Type.Array(Type.String(), { description });

/** What `renderJson` writes, and what `docs/report.schema.json` publishes. */
export const reportSchema = Type.Object(
  {
    version: Type.Literal(1),
    conclusion: conclusion("Passed is exit code 0, failed 1, errored 2."),
    base: Type.Union([Type.String(), Type.Null()], { description: "Null when there is none to compare with." }),
    head: Type.String(),
    applications: Type.Array(application),
    untouched: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), environment: Type.String() }, closed), {
        description: "The same applications in environments that the change does not reach.",
      }),
    ),
    findings: Type.Array(finding),
    at: Type.Optional(Type.String({ description: "When it was judged, as RFC 3339 has it." })),
    errors: texts("Why something that belongs to no application could not be judged."),
    notes: texts("What was seen and not evaluated, or left out."),
    preview: texts("What a change to the configuration would do once merged."),
    digest: Type.String({ description: "SHA-256 over every change and the revision pair." }),
    summary,
  },
  {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Fairlead report",
    description: "The output of `fairlead check --format json`.",
    ...closed,
  },
);

export type JsonReport = Static<typeof reportSchema>;
