import type { FrontPorts } from "./ports.ts";
import { mostBytes, readBody } from "./read-body.ts";

/** What the front answers GitHub; the sentence shows in the App's delivery log. */
type Answer = { readonly status: 202 | 400 | 401 | 413 | 415; readonly message: string };

/** Ids and event names as GitHub writes them; they go into rows and labels. */
const plainName = /^[\w-]{1,100}$/;

/**
 * Takes one delivery in: signed by us, not too large, JSON, and stored before it is answered. Nothing is
 * done about it here. Signature first: who cannot sign learns nothing else.
 */
export async function receiveDelivery(
  request: Request,
  { verify, store }: Pick<FrontPorts, "verify" | "store">,
): Promise<Answer> {
  const signature = request.headers.get("x-hub-signature-256");
  if (signature === null) return { status: 401, message: "The delivery is not signed." };
  if (Number(request.headers.get("content-length") ?? 0) > mostBytes) return tooLarge;
  const body = await readBody(request.body);
  if (body.status === "too-large") return tooLarge;
  if (body.status === "not-text" || !(await verify(body.text, signature))) {
    return { status: 401, message: "The signature does not match: is the webhook secret the same on both sides?" };
  }
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    return { status: 415, message: "Set the webhook's content type to application/json." };
  }
  return storeDelivery(request.headers, body.text, store);
}

const tooLarge: Answer = { status: 413, message: `A delivery has at most ${mostBytes} bytes.` };

async function storeDelivery(headers: Headers, text: string, store: FrontPorts["store"]): Promise<Answer> {
  const id = headers.get("x-github-delivery") ?? "";
  const event = headers.get("x-github-event") ?? "";
  if (!plainName.test(id) || !plainName.test(event)) {
    return { status: 400, message: "X-GitHub-Delivery and X-GitHub-Event are missing or malformed." };
  }
  const payload = parseObject(text);
  if (payload === undefined) return { status: 400, message: "The payload is not a JSON object." };
  // Pings only ask whether we are here.
  if (event === "ping") return { status: 202, message: "pong" };
  const isNew = await store({ id, event, payload });
  return { status: 202, message: isNew ? "stored" : "stored before" };
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
