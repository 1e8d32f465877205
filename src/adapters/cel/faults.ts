/** Why an expression has no value here, as the API server would say. */
export class EvaluationFault extends Error {}

/** Why nobody can say here what the API server would answer. */
export class NotEvaluatedFault extends Error {}

/** What it is asked about makes it cost more than it may. */
export class ExhaustedFault extends NotEvaluatedFault {}

/** The text is no expression that the API server would take. `at` is the index of the character. */
export class CompileFault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

export function noSuchOverload(): EvaluationFault {
  return new EvaluationFault("no such overload");
}
