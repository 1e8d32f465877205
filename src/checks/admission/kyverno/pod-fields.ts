import { isJsonArray, isJsonObject, type Json, type JsonObject, objectIn, objectsIn } from "../../../domain/json.ts";

/** A field of a Pod that is not as it should be. */
export type Found = {
  /** Steps from the Pod. */
  readonly path: readonly string[];
  /** Of the container it is about; null for what is the Pod's own. */
  readonly image: string | null;
  /** What it depends on, where releases of Kubernetes differ. */
  readonly doubt?: string;
};

export type Container = { readonly object: JsonObject; readonly path: readonly string[]; readonly image: string };

const lists = ["initContainers", "containers", "ephemeralContainers"] as const;

export function containersOf(spec: JsonObject): readonly Container[] {
  return lists.flatMap((list) =>
    objectsIn(spec[list]).map((object, index) => ({
      object,
      path: ["spec", list, String(index)],
      image: String(object.image ?? ""),
    })),
  );
}

export function ofPod(
  pod: JsonObject,
  path: readonly string[],
  isBad: (value: Json | undefined) => boolean,
): readonly Found[] {
  return isBad(valueAt(pod, path)) ? [{ path, image: null }] : [];
}

export function ofEach(
  containers: readonly Container[],
  field: readonly string[],
  isBad: (value: Json | undefined) => boolean,
): readonly Found[] {
  return containers.flatMap(({ object, path, image }) =>
    isBad(valueAt(object, field)) ? [{ path: [...path, ...field], image }] : [],
  );
}

/** Of the Pod's security context and the containers'. */
export function ofBoth(
  pod: JsonObject,
  containers: readonly Container[],
  field: readonly string[],
  isBad: (value: Json | undefined) => boolean,
): readonly Found[] {
  return [
    ...ofPod(pod, ["spec", "securityContext", ...field], isBad),
    ...ofEach(containers, ["securityContext", ...field], isBad),
  ];
}

export function ofVolumes(pod: JsonObject, isBad: (volume: JsonObject) => boolean, field?: string): readonly Found[] {
  return objectsIn(objectIn(pod.spec).volumes).flatMap((volume, index) =>
    isBad(volume)
      ? [{ path: ["spec", "volumes", String(index), ...(field === undefined ? [] : [field])], image: null }]
      : [],
  );
}

export function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((one, step) => {
    if (isJsonArray(one)) return one[Number(step)];
    return isJsonObject(one) ? one[step] : undefined;
  }, value);
}

export function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
