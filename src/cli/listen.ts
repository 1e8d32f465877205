import { serve } from "@hono/node-server";
import { TerminalError } from "../errors.ts";
import { createFront } from "../front/front.ts";
import type { FrontPorts } from "../front/ports.ts";

export type Listening = {
  readonly url: string;
  /** Answers what has been asked, then closes. */
  close(): Promise<void>;
};

/** Serves the front; resolves when it is reached, and says in a sentence why it cannot be. */
export async function listen(
  { host, port }: { readonly host: string; readonly port: number },
  ports: FrontPorts,
): Promise<Listening> {
  const front = createFront(ports);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: front.fetch, hostname: host, port }, (address) => {
      const close = (): Promise<void> => new Promise((closed) => void server.close(() => closed()));
      const shown = address.family === "IPv6" ? `[${address.address}]` : address.address;
      resolve({ url: `http://${shown === "0.0.0.0" ? "127.0.0.1" : shown}:${address.port}`, close });
    });
    server.once("error", (cause) => {
      reject(new TerminalError(`Cannot listen on ${host}:${port}: ${cause.message}. Set HOST or PORT.`, { cause }));
    });
  });
}
