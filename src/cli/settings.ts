import { resolve } from "node:path";
import { Ajv } from "ajv";
import { type Schema, type Static, Type } from "../domain/json-schema.ts";
import { variable } from "./variable.ts";

/** Every variable the server reads, with what `.env.example` says about it. */
export const settingsSchema = Type.Object({
  APP_ID: Type.String({ pattern: "^[1-9][0-9]*$", description: "The App's id, from its settings page." }),
  PRIVATE_KEY: Type.String({
    minLength: 1,
    description: "The App's private key (PEM, or the PEM in base64). Better: PRIVATE_KEY_FILE, a path.",
  }),
  WEBHOOK_SECRET: Type.String({
    minLength: 16,
    description: "What GitHub signs deliveries with: 16 characters or more.",
  }),
  WEBHOOK_SECRET_PREVIOUS: Type.Optional(
    Type.String({ minLength: 1, description: "The secret before, while it is being replaced." }),
  ),
  GITHUB_URL: Type.Optional(
    Type.String({
      pattern: "^https?://[^/]+/?$",
      description: "The server, when it is not github.com.",
      default: "https://github.com",
    }),
  ),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: "^postgres(ql)?://",
      description: "A PostgreSQL of yours. Without it an embedded one runs in FAIRLEAD_DATA_DIR.",
    }),
  ),
  FAIRLEAD_DATA_DIR: Type.Optional(
    Type.String({ minLength: 1, description: "Git mirrors, caches and the embedded database.", default: ".fairlead" }),
  ),
  HOST: Type.Optional(Type.String({ minLength: 1, description: "The address to listen on.", default: "0.0.0.0" })),
  PORT: Type.Optional(Type.String({ pattern: "^[0-9]{1,5}$", description: "The port to listen on.", default: "3000" })),
  FAIRLEAD_CHART_HOSTS: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        "Hosts that Helm charts may be fetched from, such as: ghcr.io charts.example.com. With none, none is.",
    }),
  ),
  FAIRLEAD_CHART_CREDENTIALS: Type.Optional(
    Type.String({
      minLength: 1,
      description: "What helm registry login writes. Better: FAIRLEAD_CHART_CREDENTIALS_FILE, a path.",
    }),
  ),
  FAIRLEAD_PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: "^https?://[^/?#\\s]+(/[^?#\\s]*)?$",
      description:
        "Where people reach this server, such as https://fairlead.example.com: comments then link to whole plans.",
    }),
  ),
  FAIRLEAD_OPERATOR_CONFIG: Type.Optional(
    Type.String({
      minLength: 1,
      description: "A file with what repositories may not decide themselves; docs/operations.md explains it.",
    }),
  ),
  FAIRLEAD_WORKERS: Type.Optional(
    Type.String({ pattern: "^[1-9][0-9]?$", description: "Checks that run at once.", default: "2" }),
  ),
});

type Variables = Static<typeof settingsSchema>;

export type Settings = {
  readonly appId: number;
  readonly privateKey: string;
  /** The current one first. */
  readonly webhookSecrets: readonly string[];
  readonly apiUrl: string;
  readonly webUrl: string;
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end; undefined where people cannot reach it. */
  readonly publicUrl: string | undefined;
  readonly concurrency: number;
};

type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

const isValid = new Ajv({ allErrors: true, useDefaults: true }).compile<Variables>(settingsSchema);

/** The environment as settings, or everything that is wrong with it. Empty variables count as absent. */
export function parseSettings(env: Readonly<Record<string, string | undefined>>, directory: string): ParsedSettings {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const name of Object.keys(settingsSchema.properties)) {
    const { value, problems: unread } = variable(name, env, directory);
    problems.push(...unread);
    if (value) given[name] = value;
  }
  if (isValid(given) && problems.length === 0) return settings(given, directory);
  for (const { instancePath, params, keyword, message } of isValid.errors ?? []) {
    const name = keyword === "required" ? String(params.missingProperty) : instancePath.slice(1);
    const fault = keyword === "pattern" ? "its form is not understood" : `it ${message ?? "is not understood"}`;
    const wrong = keyword === "required" ? "is not set" : `is wrong: ${fault}`;
    if (!problems.some((problem) => problem.startsWith(`${name}_FILE`)))
      problems.push(`${name} ${wrong}. ${describe(name)}`);
  }
  return { ok: false, problems };
}

function settings(given: Variables, directory: string): ParsedSettings {
  const privateKey = pem(given.PRIVATE_KEY);
  if (privateKey === undefined)
    return { ok: false, problems: [`PRIVATE_KEY is no PEM key. ${describe("PRIVATE_KEY")}`] };
  const webUrl = (given.GITHUB_URL ?? "https://github.com").replace(/\/$/, "");
  const previous = given.WEBHOOK_SECRET_PREVIOUS;
  return {
    ok: true,
    settings: {
      appId: Number(given.APP_ID),
      privateKey,
      webhookSecrets: previous === undefined ? [given.WEBHOOK_SECRET] : [given.WEBHOOK_SECRET, previous],
      apiUrl: webUrl === "https://github.com" ? "https://api.github.com" : `${webUrl}/api/v3`,
      webUrl,
      databaseUrl: given.DATABASE_URL,
      dataDirectory: resolve(directory, given.FAIRLEAD_DATA_DIR ?? ".fairlead"),
      host: given.HOST ?? "0.0.0.0",
      port: Number(given.PORT ?? "3000"),
      publicUrl: given.FAIRLEAD_PUBLIC_URL?.replace(/\/+$/, ""),
      concurrency: Number(given.FAIRLEAD_WORKERS ?? "2"),
    },
  };
}

/** Variables hold no line breaks everywhere: `\n` and base64 are understood. */
function pem(text: string): string | undefined {
  const plain = text.includes("-----BEGIN")
    ? text.replaceAll("\\n", "\n")
    : Buffer.from(text, "base64").toString("utf8");
  return plain.includes("PRIVATE KEY-----") ? plain : undefined;
}

function describe(name: string): string {
  const schema: Schema | undefined = new Map<string, Schema>(Object.entries(settingsSchema.properties)).get(name);
  return schema !== undefined && "description" in schema ? String(schema.description) : "";
}
