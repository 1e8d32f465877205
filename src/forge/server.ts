import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { isGitRequest, serveGit } from "./git/http.ts";
import { answerGraphql } from "./graphql/server.ts";
import type { Hub } from "./hub.ts";
import { createPages } from "./pages/pages.ts";
import { createRestServer, Dropped, type RestServer } from "./rest/server.ts";

type Listening = { readonly server: Server; readonly origin: string };

/** Listens on the loopback address only. */
export async function listen(port: number): Promise<Listening> {
  const server = createServer();
  await new Promise<void>((fulfil, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", fulfil);
  });
  const { port: bound }: AddressInfo = server.address() as AddressInfo;
  return { server, origin: `http://127.0.0.1:${bound}` };
}

/** Routes what comes in: git clients, the REST API, GraphQL, and people's browsers. */
export function serve(hub: Hub, server: Server): RestServer {
  const rest = createRestServer(hub);
  const app = new Hono();
  app.all("/api/v3/*", (context) => rest(context.req.raw));
  app.post("/api/graphql", (context) => answerGraphql(hub, context.req.raw));
  app.get("/blobs/artifacts/:id", (context) => {
    const artifact = hub.state.artifacts.get(Number(context.req.param("id")));
    if (artifact === undefined) return context.notFound();
    return context.body(new Uint8Array(artifact.content), 200, { "content-type": "application/zip" });
  });
  app.route("/", createPages(hub, rest));
  app.onError((error) => {
    if (error instanceof Dropped) throw error;
    return new Response(`${error.stack ?? error.message}\n`, { status: 500 });
  });

  server.on("request", (request, response) => {
    if (isGitRequest(request.url ?? "/")) {
      void serveGit(hub, request, response);
      return;
    }
    const answer = getRequestListener(app.fetch, {
      errorHandler: () => {
        request.socket.destroy();
        return new Response(null, { status: 500 });
      },
    });
    void answer(request, response);
  });
  return rest;
}

/** Stops listening and hangs up on whoever is still connected. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise((fulfil) => server.close(fulfil));
  server.closeAllConnections();
  await closed;
}
