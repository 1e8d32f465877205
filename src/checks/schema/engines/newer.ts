import type { Described, EngineSchemas, Fields } from "./describe.ts";

/** Fields of Argo CD 3.5 and Flux 2.9 that the generated definitions are too old for; those of a new release go here. */
const fields: Readonly<Record<string, Fields>> = {
  ArgoCdApplicationSource: { tagPrefix: "string" },
  ArgoCdAppProjectSpec: { sourceIntegrity: "any" },
  ArgoCdSyncSource: { repoURL: "string" },
  ArgoCdSyncWindow: { syncOverrun: "boolean" },
  FluxHelmControllerApiV2HelmReleaseSpec: { postRenderStrategy: '"nohooks"|"combined"|"separate"' },
  FluxHelmControllerApiV2Upgrade: { chartNameChangeStrategy: '"InPlaceUpdate"|"Reinstall"' },
  FluxKustomizeControllerApiV1KustomizationSpec: { buildMetadata: "string[]", ignore: "any" },
  FluxKustomizeControllerApiV1PostBuild: { substituteStrategy: "string" },
  FluxMetaValuesReference: { literal: "boolean" },
  FluxNotificationControllerApiV1CrossNamespaceObjectReference: { filter: "string" },
  FluxNotificationControllerApiV1ReceiverSpec: { oidcProviders: "any", type: "string" },
  FluxSourceControllerApiV1GitRepositorySpec: { provider: '"generic"|"aws"|"azure"|"github"' },
  FluxSourceControllerApiV1OCIRepositoryVerification: { trustedRootSecretRef: "V1LocalObjectReference" },
};

/** Fields that are no longer required. */
const optional: Readonly<Record<string, readonly string[]>> = {
  FluxNotificationControllerApiV1ReceiverSpec: ["secretRef"],
};

/** Generated definitions with what is newer than they are. */
export function withNewerFields(definitions: EngineSchemas["definitions"]): EngineSchemas["definitions"] {
  const extended = Object.entries(definitions).map(([name, { required, properties }]): [string, Described] => [
    name,
    {
      required: required.filter((field) => optional[name]?.includes(field) !== true),
      properties: { ...properties, ...fields[name] },
    },
  ]);
  return Object.fromEntries(extended);
}
