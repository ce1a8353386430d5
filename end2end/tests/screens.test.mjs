// Every page as people see it: pictures of it, light and dark, wide and on a phone, in end2end/results/. On each: nothing
// wider than the window, accessible as far as a program can tell, nothing in the console, mistakes found by keyboard.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SCHEMES, SIZES, openBrowser } from "../harness/browser.mjs";
import { controlSandbox } from "../harness/control.mjs";
import { ROOT, startPortal } from "../harness/portal.mjs";
import { openSandbox } from "../harness/sandbox.mjs";
import { PEOPLE, signIn } from "../harness/session.mjs";
import { checkSkipLink, look } from "../screens/looks.mjs";
import { brokenPages, pages, places } from "../screens/pages.mjs";

const RESULTS = join(ROOT, "end2end/results");
const LIMIT = 900_000;
const VARIANTS = [
  ...["wide", "phone"].flatMap((size) => SCHEMES.map((scheme) => ({ size, scheme, locale: "en" }))),
  // German has the longest words; a phone has the least room for them.
  { size: "phone", scheme: "light", locale: "de" },
  { size: "tablet", scheme: "light", locale: "de" },
];
/** Between them these have every size and every colour; the check takes longer than all the rest. */
const CHECKED = new Set(["wide.light", "phone.dark"]);
const suffix = ({ size, scheme, locale }) => [size, scheme, ...(locale === "en" ? [] : [locale])].join(".");

let browser;
before(async () => {
  await rm(RESULTS, { recursive: true, force: true });
  await mkdir(RESULTS, { recursive: true });
  browser = await openBrowser();
});
after(() => browser?.close());

/** Takes the pictures of all pages in all variants as this role; returns the problems by page. */
async function visitAll(origin, role, list, { followLinks = true } = {}) {
  const problems = new Map(list.map(([name]) => [name, new Map()]));
  const links = new Map();
  for (const variant of VARIANTS) {
    // What shows in the console is noted page by page.
    await browser.visit({ ...variant, limit: LIMIT, allow: [/^console/] }, async (page) => {
      if (role !== "nobody") await signIn(page, origin, PEOPLE[role === "view" ? "admin" : role]);
      for (const [name, path, special] of list) {
        const found = await look(page, origin, path, special, CHECKED.has(suffix(variant)));
        for (const problem of found) note(problems, name, problem, variant);
        await picture(page, variant, join(RESULTS, `${name}.${suffix(variant)}.png`));
        for (const href of await page.locator("a[href^='/']").evaluateAll((all) => all.map((link) => link.getAttribute("href")))) {
          // One link of each kind is enough: one customer, one page of a list.
          const kind = href.replace(/\d+/g, "0").replace(/=[^&]*/g, "=");
          if (!links.has(kind)) links.set(kind, { href, name });
        }
      }
      for (const { href, name } of followLinks && variant === VARIANTS[0] ? links.values() : []) {
        const { status } = await page.evaluate(async (to) => ({ status: (await fetch(to)).status }), href);
        if (status !== 200) note(problems, name, `the link ${href} leads to an answer ${status}`, variant);
      }
    });
  }
  return problems;
}

/** The whole page. What sticks to the window's edge stands at the page's edge, where it hides nothing. */
async function picture(page, { size }, path) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...SIZES[size], height: Math.max(height, SIZES[size].height) });
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
  await page.setViewportSize(SIZES[size]);
}

/** Remembers a problem of a page together with the variants that have it. */
function note(problems, name, problem, variant) {
  // Ids of drafts, ports and the like differ from visit to visit.
  const text = problem.replace(/http:\S+ /g, "");
  const list = problems.get(name);
  list.set(text, [...(list.get(text) ?? []), suffix(variant)]);
}

const report = async (context, problems) => {
  for (const [name, list] of problems) {
    const lines = [...list].map(([text, variants]) => `${text} (${variants.join(", ")})`);
    await context.test(name, () => assert.ok(list.size === 0, `\n${lines.join("\n")}`));
  }
};

test("every page", { timeout: 4 * LIMIT }, async (context) => {
  const portal = await startPortal();
  context.after(() => portal.stop());
  const ids = await places(await openSandbox(portal.sandboxOrigin));
  for (const [role, list] of Object.entries(pages(ids))) {
    await context.test(role, async (ofRole) => report(ofRole, await visitAll(portal.origin, role, list)));
  }
});

test("the keyboard skips the navigation", async (context) => {
  const portal = await startPortal();
  context.after(() => portal.stop());
  await browser.visit({}, async (page) => {
    await page.goto(`${portal.origin}/sign-in`);
    await checkSkipLink(page);
    await signIn(page, portal.origin, PEOPLE.reseller);
    for (const path of ["/", "/customers", "/subscribers", "/customers/new"]) {
      await page.goto(`${portal.origin}${path}`);
      await checkSkipLink(page);
    }
  });
});

test("pages while the platform fails", { timeout: LIMIT }, async (context) => {
  const portal = await startPortal();
  context.after(() => portal.stop());
  const ids = await places(await openSandbox(portal.sandboxOrigin));
  await controlSandbox(portal.sandboxOrigin).fail({ path_prefix: "/api/", fault: { status: [500, "<h1>Internal error</h1>"] } });
  await report(context, await visitAll(portal.origin, "reseller", brokenPages(ids), { followLinks: false }));
});
