// Requests per second over the loopback. Portal, sandbox and this load share the machine's processors, so that the
// figures are a lower bound, good for comparing one build with another on one machine.
import { Agent, request } from "node:http";
import { availableParallelism } from "node:os";
import { startPortal } from "../harness/portal.mjs";

const SECONDS = 5;
const CONNECTIONS = 16;
const PATHS = ["/health/live", "/sign-in"];

const ask = (agent, url) =>
  new Promise((resolve, reject) => {
    const sent = request(url, { agent, timeout: 10_000 }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode)).once("error", reject);
    });
    sent.once("timeout", () => sent.destroy(new Error(`${url}: no answer`))).once("error", reject).end();
  });

async function load(url, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times = [];
  let errors = 0;
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const visitor = async () => {
    while (performance.now() < end) {
      const sent = performance.now();
      const status = await ask(agent, url);
      times.push(performance.now() - sent);
      if (status !== 200) errors += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, visitor));
  agent.destroy();
  times.sort((one, other) => one - other);
  const at = (share) => Number(times[Math.floor((times.length - 1) * share)].toFixed(1));
  const rate = Math.round(times.length / ((performance.now() - begin) / 1000));
  return { "requests/s": rate, "median ms": at(0.5), "p99 ms": at(0.99), "not 200": errors };
}

const portal = await startPortal();
try {
  const table = {};
  for (const path of PATHS) {
    await load(`${portal.origin}${path}`, 1);
    table[path] = await load(`${portal.origin}${path}`, SECONDS);
  }
  console.log(`Requests over ${CONNECTIONS} connections for ${SECONDS} s, ${availableParallelism()} processors shared`);
  console.table(table);
} finally {
  await portal.stop();
}
