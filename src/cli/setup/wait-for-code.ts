import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { SupersededError } from "../../errors.ts";

type WaitingForCode = {
  /** With the one-time token: whoever cannot read the terminal gets no form. */
  readonly url: string;
  /** What GitHub sends the browser back with. */
  code(signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
};

/**
 * Listens on this machine only, shows the form that hands the manifest to GitHub, and takes the code that
 * comes back. The token opens the form once; the state proves that what comes back is the answer to it.
 */
export async function waitForCode(options: {
  readonly manifest: object;
  readonly formUrl: string;
  readonly port: number;
}): Promise<WaitingForCode> {
  const token = secret();
  const state = secret();
  let tokenUsed = false;
  let codeTaken = false;
  let origin = "";
  const { promise: code, resolve } = Promise.withResolvers<string>();
  const app = new Hono();

  // A page elsewhere could lead a browser here under another name.
  app.use(async (context, next) => (new URL(context.req.url).origin === origin ? next() : refuse(context)));
  app.get("/", (context) => {
    if (tokenUsed || !same(context.req.query("token"), token)) return refuse(context);
    tokenUsed = true;
    const manifest = JSON.stringify({ ...options.manifest, redirect_url: `${origin}/created` });
    return context.html(form(`${options.formUrl}?state=${state}`, manifest), 200, { "cache-control": "no-store" });
  });
  app.get("/created", (context) => {
    const given = context.req.query("code") ?? "";
    if (codeTaken || given === "" || !tokenUsed || !same(context.req.query("state"), state)) return refuse(context);
    codeTaken = true;
    resolve(given);
    return context.html(html`<!doctype html><title>Fairlead</title><p>Done: the terminal says how to go on.</p>`);
  });

  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: options.port });
  await once(server, "listening");
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : options.port}`;
  return {
    url: `${origin}/?token=${token}`,
    code: (signal) => Promise.race([code, aborted(signal)]),
    close: () => new Promise((closed) => void server.close(() => closed())),
  };
}

function form(action: string, manifest: string) {
  return html`<!doctype html>
    <html lang="en">
      <title>Create the Fairlead App</title>
      <body>
        <h1>Create the Fairlead App</h1>
        <p>GitHub shows the name and the permissions before anything is made.</p>
        <form method="post" action="${action}">
          <input type="hidden" name="manifest" value="${manifest}" />
          <button>Go on to GitHub</button>
        </form>
      </body>
    </html>`;
}

function refuse(context: Context): Response {
  return context.text("This address works once, with the token that the terminal shows.\n", 403);
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}

/** In constant time, whatever the lengths. */
function same(given: string | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given ?? ""), digest(expected));
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  throw new SupersededError("Nothing was written.");
}
