import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** A host of charts on the loopback: an HTTP repository and an OCI registry, with what was asked of it. */
export type Host = {
  readonly host: string;
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[];
  answer: (path: string, authorization: string | undefined) => Answer | undefined;
  close(): Promise<void>;
};

export type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
};

export async function openHost(answer: Host["answer"]): Promise<Host> {
  const asked: Host["asked"] = [];
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { authorization } = request.headers;
    asked.push({ path: request.url ?? "", authorization });
    const { status = 200, headers = {}, body = "" } = host.answer(request.url ?? "", authorization) ?? { status: 404 };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host: Host = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return host;
}

export const archive = gzipSync("not really a chart");
export const digestOf = (bytes: Uint8Array | string) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

export function index(url: string, digest: string): string {
  return JSON.stringify({
    entries: {
      web: [
        { version: "2.0.0", urls: ["x"] },
        { version: "1.2.3", urls: [url], digest },
      ],
    },
  });
}

export const manifest = JSON.stringify({
  schemaVersion: 2,
  layers: [
    { mediaType: "application/vnd.cncf.helm.chart.provenance.v1.prov", digest: digestOf("other") },
    { mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", digest: digestOf(archive) },
  ],
});
