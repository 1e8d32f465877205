import { checks } from "../checks/index.ts";
import { type Schema, Type } from "../domain/json-schema.ts";

/** Settings of every check by its name, validated against the check's own schema. */
type CheckSettings = { [check: string]: unknown };

/** The `checks:` section, built from the registry: no check without settings, no settings without a check. */
export const checkSettings = Type.Unsafe<CheckSettings>(
  Type.Object(Object.fromEntries(Object.values(checks).map(({ name, settings }) => [name, withDefault(settings)])), {
    additionalProperties: false,
    description: "Settings of each check.",
    default: {},
  }),
);

/** An absent section means the defaults of its keys. */
function withDefault(settings: Schema): Schema {
  return "default" in settings ? settings : { ...settings, default: {} };
}
