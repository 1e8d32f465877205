import { readFileSync } from "node:fs";
import { buildSchema, GraphQLError, graphql, Kind, type OperationDefinitionNode, parse } from "graphql";
import { type Hub, Refusal } from "../hub.ts";
import { authenticate } from "../rest/authentication.ts";
import type { Caller } from "../rest/operation.ts";
import type { ApiRequest } from "../state.ts";
import { rootFor } from "./resolvers.ts";

const schema = buildSchema(readFileSync(new URL("../openapi/github.graphql", import.meta.url), "utf8"), {
  assumeValidSDL: true,
});

/** Answers GraphQL as GitHub does: 200 with `errors` for what the query got wrong, 401 for a caller it does not know. */
export async function answerGraphql(hub: Hub, request: Request): Promise<Response> {
  const entry: ApiRequest = {
    method: "POST",
    path: "/graphql",
    operation: null,
    caller: "anonymous",
    at: hub.now(),
    status: 200,
  };
  hub.state.requests.push(entry);
  try {
    const fault = hub.faults.takeForRequest("POST", "/graphql");
    if (fault?.kind === "fail") throw new Refusal(fault.status, "Server Error");
    const caller = authenticate(hub, request.headers.get("authorization") ?? undefined);
    if (caller.kind === "anonymous" || caller.kind === "app")
      throw new Refusal(401, "This endpoint requires you to be authenticated.");
    const { query, variables } = await readQuery(request);
    Object.assign(entry, {
      operation: `graphql ${rootFields(query).join(" ")}`,
      caller: caller.kind === "user" ? `user:${caller.account.login}` : `installation:${caller.installation.id}`,
    });
    return Response.json(await execute(hub, caller, query, variables));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, String(error));
    entry.status = refusal.status;
    return Response.json({ message: refusal.message }, { status: refusal.status });
  }
}

async function execute(hub: Hub, caller: Caller, source: string, variableValues: { readonly [name: string]: unknown }) {
  const result = await graphql({ schema, source, variableValues, rootValue: rootFor(hub, caller) });
  const errors = result.errors?.map((error) => {
    const json = error.toJSON();
    const type = error.extensions.type;
    return {
      ...(typeof type === "string" ? { type } : {}),
      message: json.message,
      path: json.path,
      locations: json.locations,
    };
  });
  return { ...(result.data === undefined ? {} : { data: result.data }), ...(errors ? { errors } : {}) };
}

async function readQuery(request: Request) {
  const body: unknown = await request.json().catch(() => undefined);
  const fields: { readonly [name: string]: unknown } = typeof body === "object" && body !== null ? { ...body } : {};
  const { query, variables } = fields;
  if (typeof query !== "string") throw new Refusal(400, "A query attribute must be specified and must be a string.");
  return { query, variables: typeof variables === "object" && variables !== null ? { ...variables } : {} };
}

function rootFields(query: string): readonly string[] {
  try {
    return parse(query)
      .definitions.filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION)
      .flatMap((node) => node.selectionSet.selections)
      .flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
  } catch (error) {
    if (error instanceof GraphQLError) return ["unreadable"];
    throw error;
  }
}
