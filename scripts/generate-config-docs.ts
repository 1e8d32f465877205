import { writeFileSync } from "node:fs";
import { publishedSchema } from "../src/config/published-schema.ts";
import { renderReference } from "./configuration-reference.ts";

/** Writes the schema for editors and the reference for people; a test holds both to the code. */
const docs = new URL("../docs/", import.meta.url);
const schema = publishedSchema();
writeFileSync(new URL("fairlead.schema.json", docs), `${JSON.stringify(schema, null, 2)}\n`);
writeFileSync(new URL("configuration.md", docs), renderReference(schema));
