// What the first visit to a page with islands transfers, against a budget. Fails when a budget is exceeded.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../harness/portal.mjs";

/** Bytes after brotli. */
const BUDGET = {
  "switchhook.css": 16_000,
  "switchhook-start.js": 1_000,
  "switchhook.js": 8_000,
  "switchhook.wasm": 100_000,
};

const { files } = JSON.parse(await readFile(join(ROOT, "target/site/manifest.json")));
const total = { raw: 0, gzip: 0, brotli: 0, budget: 0 };
const rows = Object.entries(files).map(([name, { bytes }]) => {
  const row = { raw: bytes.raw, gzip: bytes.gzip, brotli: bytes.brotli, budget: BUDGET[name] ?? 0 };
  for (const column of Object.keys(total)) total[column] += row[column];
  return [name, row];
});

console.log("Size of the site in bytes; the budget is for brotli");
console.table(Object.fromEntries([...rows, ["all", total]]));
const over = rows.filter(([, { brotli, budget }]) => brotli > budget);
for (const [name] of over) console.log(`${name} is over its budget`);
process.exitCode = over.length > 0 ? 1 : 0;
