// The sandbox's memory of what it was asked, and its faults. It answers here only beside a portal that tests have started.

const LIMIT = 45_000;
const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/** The other side of the sandbox at `origin`: what reached it, and what shall go wrong. */
export function controlSandbox(origin) {
  const ask = async (method, path, rule) => {
    const response = await fetch(new URL(path, origin), {
      method,
      headers: rule ? { "content-type": "application/json" } : {},
      body: rule && JSON.stringify(rule),
      signal: AbortSignal.timeout(LIMIT),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    /** Forgets the requests so far. */
    forget: () => ask("DELETE", "/sandbox/requests"),
    /** The requests since then that could have changed something, such as "POST /api/customers/". */
    writes: async () => {
      const requests = await ask("GET", "/sandbox/requests");
      return requests
        .filter(({ method, path }) => !READING.has(method) && path.startsWith("/api/"))
        .map(({ method, path }) => `${method} ${path}`);
    },
    /** Lets requests go wrong: `{ path_prefix, fault, method?, count? }`, a fault such as "reset_before". */
    fail: (rule) => ask("POST", "/sandbox/faults", rule),
    /** Lets nothing go wrong any more. */
    heal: () => ask("DELETE", "/sandbox/faults"),
  };
}
