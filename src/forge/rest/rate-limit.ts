import { type Hub, Refusal } from "../hub.ts";
import type { Caller } from "./operation.ts";

/** One caller's primary limit: so many requests in the hour that began with its first. */
export type RateLimit = {
  spend(): void;
  headers(): { readonly [name: string]: string };
};

export function createRateLimits(hub: Hub): (caller: Caller) => RateLimit {
  const windows = new Map<string, { used: number; resetAt: number }>();

  return (caller) => {
    const key = keyOf(caller);
    const known = windows.get(key);
    const window = known && known.resetAt > hub.now() ? known : { used: 0, resetAt: hub.now() + 3_600_000 };
    windows.set(key, window);
    const limit = hub.limits.requestsPerHour;
    const headers = () => ({
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(Math.max(limit - window.used, 0)),
      "x-ratelimit-used": String(window.used),
      "x-ratelimit-reset": String(Math.ceil(window.resetAt / 1000)),
      "x-ratelimit-resource": "core",
    });
    return {
      headers,
      spend() {
        if (window.used >= limit) throw new Refusal(403, `API rate limit exceeded for ${key}.`, { headers: headers() });
        window.used += 1;
      },
    };
  };
}

function keyOf(caller: Caller): string {
  if (caller.kind === "installation") return `installation ID ${caller.installation.id}`;
  if (caller.kind === "app") return `app ID ${caller.app.id}`;
  return caller.kind === "user" ? `user ID ${caller.account.id}` : "this address";
}
