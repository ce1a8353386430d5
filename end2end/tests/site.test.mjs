// The site's files as the bundle leaves them: what the manifest promises is there, and the parts fit together.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { ROOT } from "../harness/portal.mjs";

const SITE = join(ROOT, "target/site");
const read = (path) => readFile(join(SITE, path));
const { files, public: open } = JSON.parse(await read("manifest.json"));

test("every file is what the manifest says, compressed too", async () => {
  assert.deepEqual(Object.keys(files).sort(), [
    "switchhook-start.js",
    "switchhook.css",
    "switchhook.js",
    "switchhook.wasm",
  ]);
  for (const [name, { path, integrity, bytes }] of Object.entries(files)) {
    const content = await read(path);
    const [brotli, gzip] = [await read(`${path}.br`), await read(`${path}.gz`)];
    assert.equal(`sha384-${createHash("sha384").update(content).digest("base64")}`, integrity, name);
    assert.deepEqual(bytes, { raw: content.length, brotli: brotli.length, gzip: gzip.length }, name);
    assert.ok(brotliDecompressSync(brotli).equals(content), name);
    assert.ok(gunzipSync(gzip).equals(content), name);
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
    assert.equal(path, `pkg/${name.replace(/\.(\w+)$/, `.${hash}.$1`)}`);
  }
});

test("the start module asks for this very frontend", async () => {
  const start = (await read(files["switchhook-start.js"].path)).toString();
  for (const name of ["switchhook.js", "switchhook.wasm"]) {
    assert.ok(start.includes(`"./${files[name].path.replace("pkg/", "")}"`), name);
  }
});

test("the files of the web app manifest are there", async () => {
  const { icons } = JSON.parse(await read("manifest.webmanifest"));
  for (const { src } of icons) assert.ok(open.includes(src.slice(1)), src);
  assert.ok(open.includes("robots.txt"));
});
