// What must hold on every page, whatever it is about.
import assert from "node:assert/strict";
import { checkAccessibility, checkNoSidewaysScroll } from "../harness/axe.mjs";
import { settled } from "../harness/people.mjs";

/** Brings the page there, and returns all that is wrong with it; `accessible`: whether to look at that, too. */
export async function look(page, origin, path, special = {}, accessible = true) {
  const { status = 200, act, mistakes = false, summary = mistakes } = special;
  const problems = [];
  const check = async (what) => {
    try {
      await what();
    } catch (error) {
      problems.push(error.message);
    }
  };
  const note = (message) => {
    // An answer such as 404 shows in the console, too.
    const expected = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !expected) problems.push(`console: ${message.text()}`);
  };
  page.on("console", note);
  const answer = await page.goto(`${origin}${path}`);
  await check(() => assert.equal(answer.status(), status, `${path} answers ${answer.status()}`));
  await check(() => settled(page, true));
  if (act) await check(() => act(page));
  if (act) await check(() => settled(page, true));
  if (summary) await check(() => focusOnSummary(page, mistakes));
  await check(() => checkNoSidewaysScroll(page));
  if (accessible) await check(() => checkAccessibility(page));
  await check(() => wellFormed(page));
  page.off("console", note);
  return problems;
}

async function focusOnSummary(page, mistakes) {
  const summary = page.locator(".summary");
  assert.equal(await summary.count(), 1, "the form tells what is wrong, once");
  const focused = await summary.evaluate((element) => element === document.activeElement);
  assert.ok(focused, "the summary of mistakes has the focus");
  if (!mistakes) return;
  const links = await summary.locator("li").evaluateAll((items) =>
    items.map((item) => {
      const link = item.querySelector("a");
      const field = link && document.getElementById(link.hash.slice(1));
      return { text: item.textContent, leads: field?.getAttribute("aria-invalid") === "true" };
    }),
  );
  assert.ok(links.length > 0, "the summary names the mistakes");
  for (const { text, leads } of links) assert.ok(leads, `"${text}" leads to a field that is marked`);
}

async function wellFormed(page) {
  const found = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    return {
      repeated: ids.filter((id, index) => ids.indexOf(id) !== index),
      headlines: document.querySelectorAll("h1").length,
      title: document.title,
      language: document.documentElement.lang,
      styles: document.querySelectorAll("[style]").length,
      keys: document.body.innerText.match(/\{\{.*?\}\}/g),
      emptySteps: [...document.querySelectorAll(".trail li")].filter(
        (step) => !step.innerText.trim() || getComputedStyle(step, "::after").content !== "none",
      ).length,
    };
  });
  assert.deepEqual(found.repeated, [], "every id is there once");
  assert.equal(found.headlines, 1, "there is one headline");
  assert.match(found.title, /^.+ – Switchhook$/);
  assert.match(found.language, /^(en|de)$/);
  assert.equal(found.styles, 0, "no style attributes");
  assert.equal(found.keys, null, "no unfilled words");
  assert.equal(found.emptySteps, 0, "the trail ends with its last step");
}

/** The first stop of the keyboard is the link over the navigation, and it leads to the content. */
export async function checkSkipLink(page) {
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.className);
  assert.equal(first, "skip", "the first stop is the link to the content");
  assert.ok(await page.locator("a.skip").isVisible(), "it is seen when it has the focus");
  await page.keyboard.press("Enter");
  assert.equal(new URL(page.url()).hash, "#main");
  await page.keyboard.press("Tab");
  const inMain = await page.evaluate(() => {
    const { activeElement: active } = document;
    const main = document.querySelector("main");
    // A page whose content has nothing to stop at goes on after it.
    return main.contains(active) || !main.querySelector("a, button, input, select, textarea, summary");
  });
  assert.ok(inMain, "the next stop is in the content");
}
