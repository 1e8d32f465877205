import type { Manifest } from "../../domain/manifest.ts";
import type { JudgedApplication } from "../check.ts";

/** A manifest to judge, and the application that it is of. */
export type Subject = { readonly manifest: Manifest; readonly application: JudgedApplication["application"] };

/** What an application would deploy and is judged. */
export function subjectsOf({ application, subjects }: JudgedApplication): readonly Subject[] {
  return subjects.flatMap(({ new: manifest }) => (manifest === null ? [] : [{ manifest, application }]));
}
