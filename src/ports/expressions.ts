import type { Json, JsonObject } from "../domain/json.ts";

/** Kubernetes' dialect of CEL, evaluated in a thread that is stopped when it takes too long. */
export type Expressions = {
  /**
   * The program's answers to each input, in order: one for each of its expressions. Never rejects for what an
   * author wrote; rejects when the signal aborts or no thread can be started. With a list of programs each input has
   * its own: what inputs that follow one another share, as the same object, is then read once.
   */
  evaluate(
    program: ExpressionProgram | readonly ExpressionProgram[],
    inputs: readonly JsonObject[],
    signal?: AbortSignal,
  ): Promise<readonly (readonly ExpressionAnswer[])[]>;
};

export type ExpressionProgram = {
  /** Each may use those before it as `variables.<name>`; evaluated when first used. */
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly expressions: readonly string[];
  /** For each expression the type that the API server asks of it; any when left out. */
  readonly results?: readonly ("any" | "bool" | "string")[];
  /**
   * The minor release of Kubernetes whose functions there are: any other is `failed`, as the API server refuses it.
   * When left out, functions that are not known here are `not-evaluated`.
   */
  readonly kubernetes?: number;
  /** The structural schemas of variables of the inputs; those without are of any type. */
  readonly types?: { readonly [variable: string]: ExpressionType };
  /** What nobody knows here, by name or path, such as `request.userInfo`, and why: what needs it is `not-evaluated`. */
  readonly unknown?: { readonly [path: string]: string };
};

/** `resource`: with `apiVersion`, `kind` and `metadata`. `optional`: an optional value, which an input need not have. */
export type ExpressionType = { readonly schema: JsonObject; readonly resource: boolean; readonly optional?: boolean };

export type ExpressionAnswer =
  | {
      readonly status: "value";
      readonly value: Json;
      /** Of `false`: the field of `object` or `self` that made it so, as a JSON pointer, where it can be told. */
      readonly pointer?: string;
    }
  /** As in the API server it has no value here, such as a field that is not there. */
  | {
      readonly status: "failed";
      readonly reason: string;
      /** The API server refuses the expression itself, whatever the input. */
      readonly compile?: true;
      readonly pointer?: string;
    }
  /** It cannot be evaluated exactly as the API server does: no cluster, or a function that is not known here. */
  | {
      readonly status: "not-evaluated";
      readonly reason: string;
      /** It takes more time, memory or steps than it may: whoever writes the input could want that. */
      readonly exhausted?: true;
    };
