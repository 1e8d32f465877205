import { isJsonArray, isJsonObject, type JsonObject } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";
import { judgeEnvironmentValue } from "./environment-values.ts";
import { documentName, type Stray } from "./stray.ts";

/** Values that an object of the External Secrets Operator writes out itself: it should only say where they are kept. */
export function strayOfExternalSecret(object: JsonObject): readonly Stray[] {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== "string" || !/^(?:generators\.)?external-secrets\.io\//.test(apiVersion)) return [];
  const spec = isJsonObject(object.spec) ? object.spec : {};
  if (kind === "ExternalSecret") return ofTemplate(object, spec.target, "/spec/target");
  if (kind === "ClusterExternalSecret") {
    const inner = isJsonObject(spec.externalSecretSpec) ? spec.externalSecretSpec : {};
    return ofTemplate(object, inner.target, "/spec/externalSecretSpec/target");
  }
  if (kind === "SecretStore" || kind === "ClusterSecretStore") return ofFakeStore(object, spec);
  return kind === "Fake" ? ofFakeGenerator(object, spec) : [];
}

function ofTemplate(object: JsonObject, target: unknown, at: string): readonly Stray[] {
  const template = isJsonObject(asJson(target)?.template) ? asJson(target)?.template : undefined;
  const data = isJsonObject(template) && isJsonObject(template.data) ? template.data : {};
  return Object.entries(data).flatMap(([key, value]): readonly Stray[] => {
    if (typeof value !== "string" || value.includes("{{") || judgeEnvironmentValue(key, value) !== "plain") return [];
    const message = `${documentName(object)} writes its value for ${key} out in its template, in plain text.`;
    return [plain(message, `${at}/template/data/${escapeKey(key)}`, key, value)];
  });
}

/** The fake provider is for tests: whatever it holds it holds in plain text. */
function ofFakeStore(object: JsonObject, spec: JsonObject): readonly Stray[] {
  const fake = isJsonObject(spec.provider) ? spec.provider.fake : undefined;
  const data = isJsonObject(fake) && isJsonArray(fake.data) ? fake.data : [];
  return data.flatMap((entry, index): readonly Stray[] => {
    if (!isJsonObject(entry) || typeof entry.value !== "string" || typeof entry.key !== "string") return [];
    const message = `${documentName(object)} is a fake store: it holds its value for ${entry.key} in plain text.`;
    return [plain(message, `/spec/provider/fake/data/${index}/value`, entry.key, entry.value)];
  });
}

function ofFakeGenerator(object: JsonObject, spec: JsonObject): readonly Stray[] {
  return Object.entries(isJsonObject(spec.data) ? spec.data : {}).flatMap(([key, value]): readonly Stray[] => {
    if (typeof value !== "string" || value === "") return [];
    const message = `${documentName(object)} is a fake generator: it holds its value for ${key} in plain text.`;
    return [plain(message, `/spec/data/${escapeKey(key)}`, key, value)];
  });
}

function plain(message: string, pointer: string, key: string, value: string): Stray {
  return { rule: "plaintext-secret", message, pointer, key, value, guessed: false };
}

function asJson(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
