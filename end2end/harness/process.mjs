// Programs that tests start, each stopped by its own id.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { pause } from "./limits.mjs";

const KEPT_LINES = 200;
const STOP_LIMIT = 5_000;

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts a program and keeps the last lines of what it says. */
export function start(program, args, { cwd, env }) {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const lines = [];
  let failure;
  running.add(child);
  const ended = new Promise((resolve) => {
    child.once("error", (error) => {
      failure = error;
      running.delete(child);
      resolve();
    });
    child.once("exit", () => {
      running.delete(child);
      resolve();
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      lines.push(...text.split("\n").filter(Boolean));
      lines.splice(0, lines.length - KEPT_LINES);
    });
  }
  return {
    pid: child.pid,
    log: () => lines.join("\n"),
    /** Why it no longer runs, or nothing while it does. */
    gone: () => {
      if (failure) return failure.message;
      if (child.exitCode !== null) return `ended with code ${child.exitCode}`;
      return child.signalCode ? `ended by ${child.signalCode}` : undefined;
    },
    stop: async () => {
      child.kill("SIGTERM");
      await Promise.race([ended, pause(STOP_LIMIT)]);
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A port of the loopback that nothing listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
