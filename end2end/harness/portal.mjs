// The portal as a whole: the binary on ports of its own, with data of its own and the embedded sandbox.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pause } from "./limits.mjs";
import { freePort, start } from "./process.mjs";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const START_LIMIT = 120_000;

/**
 * Starts the portal and waits until it answers. `env` adds to its environment; `host` is the name that people reach it by. Stop it in an `after` hook:
 *
 *     const portal = await startPortal();
 *     after(() => portal.stop());
 */
export async function startPortal({ env = {}, args = ["serve"], limit = START_LIMIT, host = "127.0.0.1" } = {}) {
  const program = resolve(ROOT, process.env.SWITCHHOOK_BIN ?? "target/debug/switchhook");
  if (!existsSync(program)) throw new Error(`${program} does not exist: build it, or set SWITCHHOOK_BIN`);
  const data = await mkdtemp(join(tmpdir(), "switchhook-"));
  const [portal, sandbox] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const origin = `http://${host}:${portal.split(":")[1]}`;
  const child = start(program, args, {
    cwd: ROOT,
    env: {
      ...inherited(),
      SWITCHHOOK_LISTEN: portal,
      SWITCHHOOK_PUBLIC_ORIGIN: origin,
      SWITCHHOOK_SANDBOX_LISTEN: sandbox,
      SWITCHHOOK_DATA_DIR: data,
      ...env,
    },
  });
  const stop = async () => {
    await child.stop();
    await rm(data, { recursive: true, force: true });
  };
  try {
    await answers(`http://${portal}/health/live`, child, limit);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, sandboxOrigin: `http://${sandbox}`, data, pid: child.pid, log: child.log, stop };
}

/** The environment without settings of the portal that the developer may have made for themselves. */
function inherited() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SWITCHHOOK_")));
}

async function answers(url, child, limit) {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const gone = child.gone();
    if (gone) throw new Error(`the portal ${gone}\n${child.log()}`);
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await pause(50);
  }
  throw new Error(`${url} does not answer after ${limit} ms\n${child.log()}`);
}
