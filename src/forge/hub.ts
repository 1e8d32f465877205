import type { Faults } from "./faults.ts";
import type { Schemas } from "./openapi/schemas.ts";
import type { State } from "./state.ts";

/** What one running forge is made of; every part of it is handed this. */
export type Hub = {
  readonly state: State;
  readonly schemas: Schemas;
  readonly faults: Faults;
  /** Where it is reached, such as `http://127.0.0.1:4000`. */
  readonly origin: string;
  /** Its bare repositories live below this directory. */
  readonly directory: string;
  readonly limits: Limits;
  /** Milliseconds since 1970. */
  now(): number;
  newId(): number;
  /** Work that goes on after an answer; `idle` waits for it and fails when it failed. */
  inBackground(work: Promise<void>): void;
  idle(): Promise<void>;
};

type Limits = { readonly requestsPerHour: number; readonly tokenSeconds: number };

/** GitHub's REST base as an Enterprise Server lays it out. */
export function apiUrl(hub: Hub): string {
  return `${hub.origin}/api/v3`;
}

/** As GitHub writes times: whole seconds, UTC. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

/** An opaque GraphQL id that says what it names. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_${Buffer.from(`0:${id}`).toString("base64url")}`;
}

/** The id inside a node id of that kind; undefined for anything else. */
export function parseNodeId(prefix: string, text: string): number | undefined {
  if (!text.startsWith(`${prefix}_`)) return undefined;
  const [, id] = /^0:(\d+)$/.exec(Buffer.from(text.slice(prefix.length + 1), "base64url").toString()) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** What GitHub answers instead of doing it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  readonly headers: { readonly [name: string]: string };

  constructor(
    status: number,
    message: string,
    more: { readonly errors?: readonly unknown[]; readonly headers?: { readonly [name: string]: string } } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export function notFound(): Refusal {
  return new Refusal(404, "Not Found");
}

/** GitHub's 422 for a field whose value it cannot accept. */
export function invalid(resource: string, field: string, message: string): Refusal {
  return new Refusal(422, "Validation Failed", { errors: [{ resource, field, code: "custom", message }] });
}
