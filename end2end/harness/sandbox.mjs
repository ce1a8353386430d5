// What the platform itself holds: a plain client of the sandbox's REST API, beside the portal.

const LIMIT = 45_000;

/**
 * Signs in at the sandbox with a platform login. Each call takes a path such as "/api/subscribers/" and returns
 * `{ status, location, body }`; `list` returns the members of a collection.
 */
export async function openSandbox(origin, login = "alpine", password = login) {
  const ask = async (method, path, body, type, token) => {
    const headers = { accept: "application/json" };
    if (body !== undefined) headers["content-type"] = type;
    if (token) headers.authorization = `Bearer ${token}`;
    const response = await fetch(new URL(path, origin), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(LIMIT),
    });
    const text = await response.text();
    return { status: response.status, location: response.headers.get("location"), body: parse(text) };
  };

  const { status, body } = await ask("POST", "/login_jwt", { username: login, password }, "application/json");
  if (status !== 200) throw new Error(`${login} may not sign in at the sandbox: ${status} ${JSON.stringify(body)}`);
  const call = (method, type) => (path, sent) => ask(method, path, sent, type, body.jwt);

  const get = call("GET");
  return {
    get,
    post: call("POST", "application/json"),
    put: call("PUT", "application/json"),
    patch: call("PATCH", "application/json-patch+json"),
    delete: call("DELETE"),
    list: async (path) => {
      const answer = await get(path);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      const members = Object.entries(answer.body._embedded ?? {}).filter(([name]) => name.startsWith("ngcp:"));
      return members.flatMap(([, member]) => member);
    },
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
