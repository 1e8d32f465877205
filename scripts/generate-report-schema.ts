import { writeFileSync } from "node:fs";
import { reportSchema } from "../src/report/json-schema.ts";

/** Writes the published schema of `fairlead check --format json`; a test holds it to the code. */
writeFileSync(new URL("../docs/report.schema.json", import.meta.url), `${JSON.stringify(reportSchema, null, 2)}\n`);
