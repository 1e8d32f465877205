import type { JsonObject } from "../../../domain/json.ts";
import { NotEvaluated, RuleFault } from "./outcome.ts";
import { substitute, type Variables } from "./variables.ts";

/** What Kyverno says of a rule that does not hold, in its words, so that what is read here is found there again. */
type Wording = {
  readonly rule: string;
  /** The rule's own message, with its variables replaced; "" without one. */
  readonly message: string;
};

export function wordingOf(rule: JsonObject, message: string, variables: Variables): Wording {
  return { rule: String(rule.name), message: substituted(message, variables) };
}

/** The message as it is written, when something in it has no value here: it decides nothing. */
function substituted(message: string, variables: Variables): string {
  try {
    const words = substitute(message, variables);
    return typeof words === "string" ? words : message;
  } catch (error) {
    if (error instanceof NotEvaluated || error instanceof RuleFault) return message;
    throw error;
  }
}

export function patternMessage({ rule, message }: Wording, path: string): string {
  const words = message === "" || message.endsWith(".") ? message : `${message}.`;
  return `validation error: ${words === "" ? "" : `${words} `}rule ${rule} failed at path ${path}`;
}

export function anyPatternMessage({ message }: Wording, failures: readonly string[]): string {
  const words = message === "" || message.endsWith(".") ? message : `${message}.`;
  return `validation error: ${words === "" ? "" : `${words} `}${failures.join(" ")}`;
}

export function denyMessage({ rule, message }: Wording): string {
  return message === "" ? `validation error: rule ${rule} failed` : message;
}
