/** What should go wrong with webhook deliveries, and with which; each fault fires `times` times (once by default). */
export type DeliveryFault = DeliveryMatch &
  (
    | { readonly kind: "drop" | "duplicate" | "reorder" }
    | { readonly kind: "delay"; readonly ms: number }
    | { readonly kind: "fail"; readonly status: number }
  );

type DeliveryMatch = { readonly event?: string; readonly action?: string; readonly times?: number };

/** What should go wrong with API requests. `drop` closes the connection and `fail` answers an error, before the work is done (as `fail` does by default) or after it. */
export type RequestFault = RequestMatch &
  (
    | { readonly kind: "delay"; readonly ms: number }
    | { readonly kind: "drop"; readonly when: "before" | "after" }
    | { readonly kind: "fail"; readonly status: number; readonly when?: "before" | "after" }
    | { readonly kind: "primary-limit"; readonly resetSeconds: number }
    | { readonly kind: "secondary-limit"; readonly retryAfterSeconds: number }
  );

type RequestMatch = { readonly method?: string; readonly path?: RegExp; readonly times?: number };

/** Faults on demand. They are used up in the order they were asked for. */
export type Faults = {
  onDeliveries(fault: DeliveryFault): void;
  onRequests(fault: RequestFault): void;
  clear(): void;
  /** The fault for this delivery, now used up once. */
  takeForDelivery(event: string, action: string | null): DeliveryFault | undefined;
  takeForRequest(method: string, path: string): RequestFault | undefined;
};

export function createFaults(): Faults {
  const deliveries: { readonly fault: DeliveryFault; left: number }[] = [];
  const requests: { readonly fault: RequestFault; left: number }[] = [];

  return {
    onDeliveries: (fault) => void deliveries.push({ fault, left: fault.times ?? 1 }),
    onRequests: (fault) => void requests.push({ fault, left: fault.times ?? 1 }),
    clear() {
      deliveries.length = 0;
      requests.length = 0;
    },
    takeForDelivery: (event, action) =>
      take(
        deliveries,
        (fault) => (fault.event ?? event) === event && (fault.action === undefined || fault.action === action),
      ),
    takeForRequest: (method, path) =>
      take(requests, (fault) => (fault.method ?? method) === method && (fault.path?.test(path) ?? true)),
  };
}

function take<F>(entries: { readonly fault: F; left: number }[], matches: (fault: F) => boolean): F | undefined {
  const entry = entries.find(({ fault, left }) => left > 0 && matches(fault));
  if (entry === undefined) return undefined;
  entry.left -= 1;
  return entry.fault;
}
