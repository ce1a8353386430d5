// A platform with a million subscribers: how soon and how small the sandbox stands, what the first, a middle and the last
// page cost in the portal, and that the portal stays small while it exports all of them. Fails when a limit is broken.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pause } from "../harness/limits.mjs";
import { ROOT, startPortal } from "../harness/portal.mjs";
import { freePort, start } from "../harness/process.mjs";

const SUBSCRIBERS = Number(process.env.SWITCHHOOK_TEST_SUBSCRIBERS ?? 1_000_000);
const ROWS = 25;
const MIB = 1024;
const LIMIT = {
  start: 60_000,
  memory: 2048 * MIB,
  // The last page may cost this much of the first; what takes less than the floor is noise.
  page: 1.5,
  floor: 100,
  growth: 64 * MIB,
};
const RESELLER = "2";
const LOGIN = "bench@alpine.example";
const PASSWORD = "a long password for the bench";

const program = resolve(ROOT, process.env.SWITCHHOOK_BIN ?? "target/debug/switchhook");
const broken = [];

/** Resident memory of a process in KiB: now, or the most it ever had. */
async function memory(pid, what = "VmRSS") {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(status.match(new RegExp(`^${what}:\\s+(\\d+)`, "m"))[1]);
}

const megabytes = (kib) => `${Math.round(kib / MIB)} MiB`;
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;
const check = (holds, what) => holds || broken.push(what);

async function until(answers, child, limit) {
  const end = performance.now() + limit;
  while (performance.now() < end) {
    if (child.gone()) throw new Error(`it ${child.gone()}\n${child.log()}`);
    if (await answers().catch(() => false)) return;
    await pause(50);
  }
  throw new Error(`no answer after ${limit} ms\n${child.log()}`);
}

async function startSandbox() {
  const address = `127.0.0.1:${await freePort()}`;
  const begin = performance.now();
  const args = ["sandbox", "--listen", address, "--subscribers", String(SUBSCRIBERS)];
  const child = start(program, args, { cwd: ROOT, env: process.env });
  const origin = `http://${address}`;
  const answers = async () => (await fetch(`${origin}/api/platforminfo`)).ok;
  await until(answers, child, 10 * LIMIT.start);
  return { origin, child, took: performance.now() - begin };
}

/** Runs a command that reads a password. */
async function command(args, env, password) {
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ["pipe", "ignore", "inherit"] });
  child.stdin.end(`${password}\n`);
  const code = await new Promise((done, fail) => child.once("exit", done).once("error", fail));
  if (code !== 0) throw new Error(`switchhook ${args.join(" ")} ended with ${code}`);
}

/** A browser's cookies and nothing else of it. */
function visitor(origin) {
  const cookies = new Map();
  return async (path, form) => {
    const response = await fetch(`${origin}${path}`, {
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; "), origin },
      redirect: "manual",
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split(/=(.*)/s);
      cookies.set(name, value);
    }
    return response;
  };
}

async function signIn(ask) {
  const page = await (await ask("/sign-in")).text();
  const form = page.slice(page.indexOf('action="/api/sign-in"'));
  const inputs = [...form.slice(0, form.indexOf("</form>")).matchAll(/<input[^>]*type="hidden"[^>]*>/g)];
  const attribute = (input, name) => input.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? "";
  const hidden = inputs.map(([input]) => [attribute(input, "name"), attribute(input, "value")]);
  const answer = await ask("/api/sign-in", [...hidden, ["login", LOGIN], ["password", PASSWORD]]);
  if (answer.headers.get("location") !== "/") throw new Error(`sign-in answered ${answer.status}`);
}

/** The median time of a page. */
async function timed(ask, page) {
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const begin = performance.now();
    const response = await ask(`/subscribers?rows=${ROWS}&page=${page}`);
    const text = await response.text();
    times.push(performance.now() - begin);
    if (response.status !== 200 || !text.includes("/subscribers/")) throw new Error(`page ${page} is not there`);
  }
  return times.sort((one, other) => one - other)[2];
}

/** Reads the file of all lines; tells how many it has and the most memory that the portal had meanwhile. */
async function exported(ask, pid) {
  const response = await ask("/subscribers.csv");
  if (response.status !== 200) throw new Error(`the export answered ${response.status}`);
  let [lines, peak, last] = [0, 0, ""];
  let watching = true;
  const watch = (async () => {
    while (watching) {
      peak = Math.max(peak, await memory(pid));
      await pause(100);
    }
  })();
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body) {
      const text = decoder.decode(chunk, { stream: true });
      lines += text.split("\n").length - 1;
      last = (last + text).slice(-400);
    }
  } finally {
    watching = false;
    await watch;
  }
  return { rows: lines - 1, peak, last: last.trim().split("\n").at(-1) };
}

const sandbox = await startSandbox();
let portal;
try {
  const standing = await memory(sandbox.child.pid, "VmHWM");
  check(sandbox.took <= LIMIT.start, `the sandbox starts in more than ${seconds(LIMIT.start)}`);
  check(standing <= LIMIT.memory, `the sandbox needs more than ${megabytes(LIMIT.memory)}`);

  portal = await startPortal({ env: { SWITCHHOOK_PLATFORM_URL: sandbox.origin } });
  const env = { ...process.env, SWITCHHOOK_PLATFORM_URL: sandbox.origin, SWITCHHOOK_DATA_DIR: portal.data };
  await command(["credentials", "store", "--login", "alpine", "--reseller", RESELLER], env, "alpine");
  await command(["accounts", "add", "--login", LOGIN, "--role", "reseller", "--reseller", RESELLER], env, PASSWORD);
  const ask = visitor(portal.origin);
  await signIn(ask);

  const last = Math.ceil(SUBSCRIBERS / ROWS);
  await timed(ask, 1);
  const [first, middle, end] = [await timed(ask, 1), await timed(ask, Math.ceil(last / 2)), await timed(ask, last)];
  for (const [name, time] of [["a middle", middle], ["the last", end]]) {
    check(time <= Math.max(first * LIMIT.page, LIMIT.floor), `${name} page costs more than the first`);
  }

  const before = await memory(portal.pid);
  const begin = performance.now();
  const { rows, peak, last: ending } = await exported(ask, portal.pid);
  const took = performance.now() - begin;
  const after = await memory(portal.pid);
  check(rows === SUBSCRIBERS, `the export has ${rows} rows; it ends with ${ending}`);
  check(peak - before <= LIMIT.growth, `the portal grows by more than ${megabytes(LIMIT.growth)} while exporting`);

  const most = await memory(sandbox.child.pid, "VmHWM");
  check(most <= LIMIT.memory, `the sandbox comes to need more than ${megabytes(LIMIT.memory)}`);
  console.log(`A platform with ${SUBSCRIBERS.toLocaleString("en")} subscribers`);
  console.table({
    "sandbox starts in": { value: seconds(sandbox.took), limit: seconds(LIMIT.start) },
    "sandbox, memory at the start": { value: megabytes(standing), limit: megabytes(LIMIT.memory) },
    "sandbox, most memory": { value: megabytes(most), limit: megabytes(LIMIT.memory) },
    "first page of the portal": { value: `${Math.round(first)} ms` },
    "middle page": { value: `${Math.round(middle)} ms`, limit: `${LIMIT.page} of the first` },
    "last page": { value: `${Math.round(end)} ms`, limit: `${LIMIT.page} of the first` },
    "export of all": { value: `${rows} rows in ${seconds(took)}` },
    "portal, memory before": { value: megabytes(before) },
    "portal, most while exporting": { value: megabytes(peak), limit: `+ ${megabytes(LIMIT.growth)}` },
    "portal, memory after": { value: megabytes(after) },
  });
} catch (error) {
  console.error(portal?.log() ?? sandbox.child.log());
  throw error;
} finally {
  await portal?.stop();
  await sandbox.child.stop();
}
for (const what of broken) console.log(`BROKEN: ${what}`);
process.exitCode = broken.length > 0 ? 1 : 0;
