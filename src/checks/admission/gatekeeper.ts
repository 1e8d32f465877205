import { groupOf } from "../../domain/manifest.ts";
import type { AdmissionEngine } from "./engine.ts";

/** ConstraintTemplates and the constraints made of them. */
export const gatekeeper: AdmissionEngine = {
  name: "gatekeeper",
  marker: "gatekeeper.sh",
  isRule: ({ apiVersion }) => typeof apiVersion === "string" && groupOf(apiVersion).endsWith("gatekeeper.sh"),
  judge: () => Promise.resolve([]),
};
