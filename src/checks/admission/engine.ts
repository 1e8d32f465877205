import type { JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { CheckPorts, JudgedApplication } from "../check.ts";

/** One admission engine whose rules are Kubernetes objects. One file per engine; registered in `index.ts`. */
export type AdmissionEngine = {
  /** Also the key that switches it off. */
  readonly name: "gatekeeper" | "validatingAdmissionPolicy" | "kyverno";
  /** A text that every file holds that may hold rules of it; the others are not read. */
  readonly marker: string;
  /** Whether an object is a rule of this engine, or what its rules need: a template, a constraint, a binding, a parameter. */
  isRule(object: JsonObject): boolean;
  /**
   * Of an object that describes a test: the files, by path, that it takes for samples and that are no rules in force.
   * Undefined for any other object. `path` is where the object stands.
   */
  samples?(object: JsonObject, path: string): readonly string[] | undefined;
  /** What it would say of what is admitted to one environment. Rejects when it could not judge: that is never "admitted". */
  judge(admission: Admission, ports: CheckPorts): Promise<readonly AdmissionAnswer[]>;
};

/** What is to be admitted to one environment, and by which rules. */
export type Admission = {
  readonly environment: string;
  readonly rules: readonly AdmissionRule[];
  readonly requests: readonly AdmissionRequest[];
  /** Everything the environment will hold, as far as it comes from this repository; rendered when it is asked for. */
  surroundings(): Promise<Surroundings>;
  /** As `1.34`. */
  readonly kubernetesVersion: string;
  readonly signal: AbortSignal;
};

/** `incomplete` says of an application that it could not be rendered, so that nobody takes what is missing for absent. */
export type Surroundings = { readonly manifests: readonly Manifest[]; readonly incomplete: readonly string[] };

/** An object that makes up rules, and where it stands. */
export type AdmissionRule = {
  readonly manifest: Manifest;
  readonly from: string;
  /** Its lines are not lines of the repository. */
  readonly outside?: true;
  /** The operator asks for it. */
  readonly required?: true;
};

/** One manifest that would be created or updated. */
export type AdmissionRequest = {
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  readonly object: Manifest | null;
  readonly old: Manifest | null;
  readonly application: JudgedApplication;
};

/** What a rule says of a request, or that it could not be asked. */
export type AdmissionAnswer =
  | {
      readonly status: "refused";
      readonly request: AdmissionRequest;
      /** `<kind of the rule>/<its name>`, such as `K8sRequiredLabels/owner`. */
      readonly rule: string;
      /** As the engine would act: refuse, warn, or only record. */
      readonly action: "deny" | "warn" | "audit";
      readonly message: string;
      /** JSON pointer into the manifest, where it is known; the message is searched for a field otherwise. */
      readonly pointer: string | null;
    }
  | {
      readonly status: "not-evaluated";
      readonly rule: string;
      /** Why, with the expression that could not be evaluated where there is one. */
      readonly reason: string;
      /** Null where it is so for all of them. */
      readonly request: AdmissionRequest | null;
      readonly manifest: Manifest;
      /** What the request holds makes it take more than it may, which its author could want: it weighs as if this were done. */
      readonly exhausted?: "deny" | "warn" | "audit";
    }
  | {
      /** The rule itself is wrong: the engine would refuse it, or fail at every request. */
      readonly status: "broken";
      readonly rule: string;
      readonly reason: string;
      readonly manifest: Manifest;
      readonly pointer: string;
      /** Where the field is a text of many lines that begins below it: which of them, from 1. */
      readonly below?: number;
    };
