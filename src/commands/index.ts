import type { Command } from "./command.ts";
import { helpFor } from "./help.ts";
import { plan } from "./plan.ts";
import { status } from "./status.ts";
import { unwaive } from "./unwaive.ts";
import { waive } from "./waive.ts";

/** Every command that does work, in the order `/help` lists them. */
const working = { plan, status, waive, unwaive } as const satisfies Record<string, Command>;

/** Every comment command. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({ ...working, help: helpFor(working) } as const satisfies Record<string, Command>),
);
