import { check } from "./check.ts";
import { discover } from "./discover.ts";
import { doctor } from "./doctor.ts";
import { plan } from "./plan.ts";
import { render } from "./render.ts";
import type { Verb } from "./verb.ts";

/** Every verb, in the order `fairlead --help` lists them. To add one: write its file, add its line. */
export const verbs: readonly Verb[] = [check, plan, render, discover, doctor];
