import type { Type } from "../types.ts";
import { Duration, List, Mapping, Opaque, Optional, Timestamp, TypeValue, Unsigned, type Value } from "../values.ts";

/** Whether a value can be an argument of a type. Of lists and maps cel-go looks at the first entry. */
export function fits(type: Type): (value: Value) => boolean {
  switch (type.kind) {
    case "null":
      return (value) => value === null;
    case "bool":
      return (value) => typeof value === "boolean";
    case "int":
      return (value) => typeof value === "bigint";
    case "uint":
      return (value) => value instanceof Unsigned;
    case "double":
      return (value) => typeof value === "number";
    case "string":
      return (value) => typeof value === "string";
    case "bytes":
      return (value) => value instanceof Uint8Array;
    case "timestamp":
      return (value) => value instanceof Timestamp;
    case "duration":
      return (value) => value instanceof Duration;
    case "type":
      return (value) => value instanceof TypeValue;
    case "optional":
      return (value) => value instanceof Optional;
    case "opaque":
      return (value) => value instanceof Opaque && value.type === type.name;
    case "list":
      return listFits(type.of[0]);
    case "map":
      return (value) => value instanceof Mapping;
    default:
      return () => true;
  }
}

function listFits(element: Type): (value: Value) => boolean {
  const fitsElement = fits(element);
  return (value) => {
    if (!(value instanceof List)) return false;
    const [first] = value.values;
    return first === undefined || fitsElement(first);
  };
}
