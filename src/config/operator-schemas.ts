import { Type } from "../domain/json-schema.ts";
import { list, text } from "./environment.ts";

/** Where schemas of kinds are that no repository holds. */
export const schemas = Type.Object(
  {
    locations: list(
      text("fairlead-schema-location", "A folder or address, as kubeconform's -schema-location takes it.", {
        examples: ["https://schemas.example.com/{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json"],
      }),
      "Where schemas are looked for, in order; `default` stands for those that come with Fairlead, which are last when it is not listed.",
    ),
  },
  { additionalProperties: false, default: {}, description: "Schemas of custom resources from elsewhere." },
);
