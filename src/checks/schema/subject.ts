import type { Manifest } from "../../domain/manifest.ts";
import type { JudgedApplication } from "../check.ts";

/** A manifest to judge, the application that it is of, and what it was before the change. */
export type Subject = {
  readonly manifest: Manifest;
  readonly application: JudgedApplication["application"];
  readonly old: Manifest | null;
};

/** What an application would deploy and is judged. */
export function subjectsOf({ application, subjects }: JudgedApplication): readonly Subject[] {
  return subjects.flatMap(({ new: manifest, old }) => (manifest === null ? [] : [{ manifest, application, old }]));
}
