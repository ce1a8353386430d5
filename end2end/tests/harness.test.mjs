// The harness itself, against a small page of its own: a broken harness must not look like a broken portal.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { checkAccessibility, checkNoSidewaysScroll } from "../harness/axe.mjs";
import { SIZES, islandsReady, openBrowser } from "../harness/browser.mjs";
import { startPortal } from "../harness/portal.mjs";
import { start } from "../harness/process.mjs";
import { screenshots } from "../harness/screenshots.mjs";
import { signIn } from "../harness/session.mjs";

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'";
const page = (main, script = "") =>
  `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="/icon.svg">${script}</head>` +
  `<body><main>${main}</main></body></html>`;
const ANSWERS = {
  "/live": page("<h1>Plain</h1>", '<script type="module" src="/live.js"></script>'),
  "/live.js": 'document.querySelector("h1").textContent = "Live"; document.documentElement.dataset.islands = "ready"',
  "/inline": page("<h1>Inline</h1>", "<script>1</script>"),
  "/throws": page("<h1>Throws</h1>", '<script type="module" src="/throws.js"></script>'),
  "/throws.js": 'throw new Error("thrown by the page")',
  "/poor": page('<h1>Poor</h1><img src="/icon.svg">'),
  "/broad": page('<h1>Broad</h1><img alt="" width="600" height="9" src="/icon.svg">'),
  "/sign-in": page(
    '<h1>Sign in</h1><form method="post"><label>Login <input name="login"></label>' +
      '<label>Password <input name="password" type="password"></label><button>Sign in</button></form>',
  ),
  "/": page("<h1>Home</h1>"),
  "/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
};
const TYPES = { js: "text/javascript", svg: "image/svg+xml" };

let browser;
let server;
let origin;

before(async () => {
  server = createServer(async (request, response) => {
    if (request.method === "POST") {
      let form = "";
      for await (const part of request) form += part;
      const known = new URLSearchParams(form).get("password") === "demo-portal";
      response.writeHead(303, { location: known ? "/" : "/sign-in" }).end();
      return;
    }
    const type = TYPES[request.url.split(".")[1]] ?? "text/html; charset=utf-8";
    const answer = ANSWERS[request.url];
    response.writeHead(answer ? 200 : 404, { "content-type": type, "content-security-policy": POLICY });
    response.end(answer ?? page("<h1>Not found</h1>"));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

const heading = (visited) => visited.textContent("h1");

test("a visit with JavaScript runs scripts", async () => {
  const text = await browser.visit({}, async (visited) => {
    await visited.goto(`${origin}/live`);
    await islandsReady(visited);
    return heading(visited);
  });
  assert.equal(text, "Live");
});

test("a visit without JavaScript does not", async () => {
  const text = await browser.visit({ javaScript: false }, async (visited) => {
    await visited.goto(`${origin}/live`);
    return heading(visited);
  });
  assert.equal(text, "Plain");
});

test("the size of the window and the colour scheme are those asked for", async () => {
  await browser.visit({ size: "phone", scheme: "dark" }, async (visited) => {
    await visited.goto(`${origin}/`);
    assert.deepEqual(visited.viewportSize(), SIZES.phone);
    assert.equal(await visited.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches), true);
  });
});

test("signing in works with and without JavaScript, and says when it did not", async () => {
  for (const javaScript of [true, false]) {
    await browser.visit({ javaScript }, async (visited) => {
      await signIn(visited, origin, "customer@alpine.example");
      assert.equal(await heading(visited), "Home");
      await assert.rejects(signIn(visited, origin, "customer@alpine.example", "wrong"), /could not sign in/);
    });
  }
});

test("a violated policy, an uncaught error and a distant request fail the visit", async () => {
  const go = (path, options = {}) => browser.visit(options, (visited) => visited.goto(`${origin}${path}`));
  await assert.rejects(go("/inline"), /Content Security Policy/);
  await assert.rejects(go("/throws"), /thrown by the page/);
  await go("/throws", { allow: [/thrown by the page/] });
  const distant = (visited) => visited.goto("http://portal.invalid/").catch(() => {});
  await assert.rejects(browser.visit({}, distant), /request to another machine/);
  await go("/no-such-page");
});

test("a visit that hangs ends at its limit", async () => {
  const begin = Date.now();
  await assert.rejects(browser.visit({ limit: 300 }, () => new Promise(() => {})), /not done after 300 ms/);
  assert.ok(Date.now() - begin < 40_000);
});

test("accessibility and width are checked", async () => {
  await browser.visit({ size: "phone" }, async (visited) => {
    await visited.goto(`${origin}/sign-in`);
    await checkAccessibility(visited);
    await checkNoSidewaysScroll(visited);
    await visited.goto(`${origin}/poor`);
    await assert.rejects(checkAccessibility(visited), /image-alt/);
    await visited.goto(`${origin}/broad`);
    await assert.rejects(checkNoSidewaysScroll(visited), /in a window of 320 px/);
  });
});

test("screenshots come in six variants", async () => {
  const files = await screenshots(browser, "harness", (visited) => visited.goto(`${origin}/`));
  assert.equal(files.length, 6);
  for (const file of files) {
    assert.ok(existsSync(file));
    await rm(file);
  }
});

test("a portal that does not start says why", async (context) => {
  const given = process.env.SWITCHHOOK_BIN;
  context.after(() => {
    if (given === undefined) delete process.env.SWITCHHOOK_BIN;
    else process.env.SWITCHHOOK_BIN = given;
  });
  process.env.SWITCHHOOK_BIN = "target/no-such-binary";
  await assert.rejects(startPortal(), /does not exist/);
  process.env.SWITCHHOOK_BIN = process.execPath;
  await assert.rejects(startPortal({ args: ["-e", "console.log('no key'); process.exit(3)"] }), /code 3\nno key/);
  await assert.rejects(startPortal({ args: ["-e", "setTimeout(() => {}, 60000)"], limit: 500 }), /after 500 ms/);
});

test("a program that ignores the signal to stop is stopped", async () => {
  const stubborn = 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)';
  const child = start(process.execPath, ["-e", stubborn], { env: process.env });
  while (!child.log().includes("up")) await new Promise((resolve) => setTimeout(resolve, 20));
  await child.stop();
  assert.equal(child.gone(), "ended by SIGKILL");
});
