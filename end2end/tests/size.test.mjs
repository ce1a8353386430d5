// What people have to wait for on a slow line.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { openBrowser } from "../harness/browser.mjs";
import { ROOT, startPortal } from "../harness/portal.mjs";

const WASM = 120_000;
const SIGN_IN = 20_000;
/** Whatever makes a browser fetch code. */
const SCRIPTS = /<script[^>]+\bsrc=|modulepreload|\.wasm|\.js\b/;

const { files } = JSON.parse(await readFile(join(ROOT, "target/site/manifest.json")));
let portal;
let browser;
before(async () => {
  portal = await startPortal();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.stop();
});

test("the frontend is small", async () => {
  assert.ok(files["switchhook.wasm"].bytes.brotli <= WASM, `${files["switchhook.wasm"].bytes.brotli} bytes`);
  const { path, bytes } = files["switchhook.wasm"];
  const answer = await fetch(`${portal.origin}/${path}`, { headers: { "accept-encoding": "br" } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-encoding"), "br");
  assert.equal(Number(answer.headers.get("content-length")), bytes.brotli);
  assert.match(answer.headers.get("cache-control"), /immutable/);
});

test("the sign-in page is small and loads no script", async () => {
  const loaded = await browser.visit({}, async (page) => {
    const urls = [];
    page.on("request", (request) => urls.push(new URL(request.url())));
    await page.goto(`${portal.origin}/sign-in`, { waitUntil: "networkidle" });
    const icons = await page
      .locator("link[rel~=icon]")
      .evaluateAll((links) => links.map((link) => new URL(link.href, document.baseURI).pathname));
    assert.ok(icons.length > 0, "the page names its icon");
    // Browsers without a window do not ask for the icon; people's do.
    return [...new Set([...urls.map(({ pathname }) => pathname), ...icons])];
  });
  assert.deepEqual(loaded.filter((path) => /\.(wasm|js|mjs)$/.test(path)), []);
  const sizes = {};
  for (const path of loaded) {
    const answer = await fetch(`${portal.origin}${path}`, { headers: { "accept-encoding": "identity" } });
    assert.equal(answer.status, 200, path);
    sizes[path] = brotliCompressSync(Buffer.from(await answer.arrayBuffer())).length;
  }
  assert.ok(Object.keys(sizes).some((path) => path.endsWith(".css")), "the page has a style sheet");
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  assert.ok(total <= SIGN_IN, `${total} bytes: ${JSON.stringify(sizes)}`);
  const html = await (await fetch(`${portal.origin}/sign-in`)).text();
  assert.doesNotMatch(html, SCRIPTS);
});

test("a page without islands loads no frontend either", async () => {
  const html = await (await fetch(`${portal.origin}/no-such-page`)).text();
  assert.doesNotMatch(html, SCRIPTS);
});
