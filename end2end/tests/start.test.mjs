// How the start module wakes islands, shown with a frontend that only notes what is called.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { islandsReady, openBrowser } from "../harness/browser.mjs";

const START = await readFile(new URL("../../frontend/bundle/src/start.js", import.meta.url));
const FRONTEND = `
  const note = (text) => (document.documentElement.dataset.calls = (document.documentElement.dataset.calls ?? "") + text);
  export default async ({ module_or_path }) => note("load " + module_or_path.pathname);
  export const hydrate = () => note(", hydrate");
  export const Plain = () => note(", Plain");
  export const Outer = (element) => {
    note(", Outer");
    element.querySelector("leptos-children").$$on_hydrate = () => note(", enter");
  };
  export const Breaks = () => { throw new Error("an island broke"); };
`;
const island = (name, content = "") => `<leptos-island data-component="${name}">${content}</leptos-island>`;
const children = (content) => `<leptos-children>${content}</leptos-children>`;
const PAGES = {
  "/nested": `<main>${island("Outer", `<div>${children(`<p>${island("Plain")}</p>`)}</div>`)}${island("Plain")}</main>`,
  "/broken": island("Breaks") + island("Plain"),
  "/unknown": island("Absent"),
};

let browser;
let server;
let origin;

before(async () => {
  server = createServer((request, response) => {
    const script = { "/pkg/start.js": START, "/pkg/switchhook.js": FRONTEND }[request.url];
    response.setHeader("content-security-policy", "default-src 'none'; script-src 'self'");
    response.setHeader("content-type", script ? "text/javascript" : "text/html; charset=utf-8");
    response.end(script ?? `<!doctype html><script type="module" src="/pkg/start.js"></script>${PAGES[request.url]}`);
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

const calls = (path, allow = []) =>
  // The browser asks for an icon, which the policy of this page refuses.
  browser.visit({ allow: [/favicon/, ...allow] }, async (page) => {
    await page.goto(`${origin}${path}`);
    const ready = await islandsReady(page).then(() => "ready", ({ message }) => message.split(" ").at(-1));
    return `${await page.getAttribute("html", "data-calls")}: ${ready}`;
  });

test("outer islands wake first, and those among their children wake under their owner", async () => {
  const seen = await calls("/nested");
  assert.equal(seen, "load /pkg/switchhook.wasm, hydrate, Outer, enter, Plain, Plain: ready");
});

test("a page knows when its islands did not wake", async () => {
  const broken = await calls("/broken", [/an island broke/]);
  assert.equal(broken, "load /pkg/switchhook.wasm, hydrate: failed");
  assert.match(await calls("/unknown", [/no island named Absent/]), /: failed$/);
});
