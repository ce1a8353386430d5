// A real browser, with what a visitor may have: JavaScript or not, a desk or a phone, light or dark.
import { chromium } from "playwright-core";
import { within } from "./limits.mjs";

export const SIZES = { wide: { width: 1280, height: 800 }, tablet: { width: 768, height: 1024 }, phone: { width: 320, height: 640 } };
export const SCHEMES = ["light", "dark"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const ACTION_LIMIT = 45_000;
const VISIT_LIMIT = 180_000;
const CLOSE_LIMIT = 30_000;

/**
 * Starts a browser with a fresh profile. Close it in an `after` hook:
 *
 *     const browser = await openBrowser();
 *     after(() => browser.close());
 */
export async function openBrowser() {
  const server = await chromium.launchServer({
    executablePath: process.env.SWITCHHOOK_CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
    timeout: 60_000,
  });
  const browser = await chromium.connect(server.wsEndpoint());
  return {
    /** What the visitor does, `visit(page)`, in a context of its own; returns what `visit` returns. */
    visit: (options, visit) => visitIn(browser, options, visit),
    close: () => within(CLOSE_LIMIT, "closing the browser", server.close()).catch(() => server.kill()),
  };
}

/**
 * Options: `javaScript` (true), `size` ("wide" or "phone"), `scheme` ("light" or "dark"), `locale` ("en"),
 * `limit` in milliseconds for the whole visit, `allow`: patterns of problems that the test provokes.
 * Fails on an uncaught error, on an error in the console (a violated content security policy is one), and on a
 * request to another machine.
 */
async function visitIn(browser, options, visit) {
  const { javaScript = true, size = "wide", scheme = "light", locale = "en", limit = VISIT_LIMIT } = options;
  const context = await within(
    ACTION_LIMIT,
    "opening a context",
    browser.newContext({
      javaScriptEnabled: javaScript,
      viewport: SIZES[size],
      hasTouch: size === "phone",
      colorScheme: scheme,
      reducedMotion: "reduce",
      locale,
    }),
  );
  try {
    context.setDefaultTimeout(ACTION_LIMIT);
    const problems = watch(context);
    const page = await within(ACTION_LIMIT, "opening a page", context.newPage());
    const result = await within(limit, "the visit", Promise.resolve().then(() => visit(page)));
    const allow = options.allow ?? [];
    const unexpected = problems.filter((problem) => !allow.some((pattern) => pattern.test(problem)));
    if (unexpected.length > 0) throw new Error(`the browser complained:\n${unexpected.join("\n")}`);
    return result;
  } finally {
    await within(CLOSE_LIMIT, "closing a context", context.close()).catch(() => {});
  }
}

function watch(context) {
  const problems = [];
  context.on("weberror", (event) => problems.push(`uncaught: ${event.error().message}`));
  context.on("console", (message) => {
    // An answer such as 404 shows in the console too: that is for the test to judge.
    const expected = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !expected) problems.push(`console: ${message.text()}`);
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    const local = ["127.0.0.1", "localhost"].includes(url.hostname) || !url.protocol.startsWith("http");
    if (!local) problems.push(`request to another machine: ${request.url()}`);
  });
  return problems;
}

/** Waits until the islands of the page are live. */
export async function islandsReady(page) {
  await page.waitForSelector("html[data-islands]", { state: "attached" });
  const state = await page.getAttribute("html", "data-islands");
  if (state !== "ready") throw new Error(`the islands of ${page.url()} are ${state}`);
}
