// What a person does on a page, with JavaScript or without.
import assert from "node:assert/strict";
import { islandsReady } from "./browser.mjs";

/** Waits until the page does all that it can do for this visitor. */
export async function settled(page, javaScript) {
  const wakes = (await page.locator("script[type=module]").count()) > 0;
  if (javaScript && wakes) await islandsReady(page);
}

/** Goes to a path of the portal. Fails unless it is answered with `status`. */
export async function visitPath(page, origin, path, { javaScript, status = 200 }) {
  const answer = await page.goto(`${origin}${path}`);
  assert.equal(answer.status(), status, `${path} answers ${answer.status()}`);
  await settled(page, javaScript);
}

/** Does something that leads to another page, and waits until that page is there. */
export async function leadsOn(page, javaScript, act) {
  const answered = page.waitForNavigation();
  await act();
  const answer = await answered;
  assert.ok(answer.status() < 500, `${page.url()} answers ${answer.status()}`);
  await settled(page, javaScript);
}

/** Presses a button of a form, and waits for the answer. */
export function press(page, javaScript, button) {
  return leadsOn(page, javaScript, () => button.click());
}

/**
 * Asks for one more row of inputs. With JavaScript the page does it by itself; without, the server does, and everything
 * that was typed is still there.
 */
export async function addRow(page, javaScript, rows) {
  const button = rows.getByRole("button", { name: /^Add / });
  const fieldsets = rows.locator(":scope > fieldset");
  const before = await fieldsets.count();
  if (javaScript) {
    const url = page.url();
    await button.click();
    assert.equal(page.url(), url, "adding a row with JavaScript does not leave the page");
  } else {
    await press(page, javaScript, button);
  }
  assert.equal(await fieldsets.count(), before + 1, "one more row");
}

/** Fills the three inputs of a number. */
export async function typeNumber(group, [country, area, subscriber]) {
  await group.getByLabel("Country code").fill(country);
  await group.getByLabel("Area code").fill(area);
  await group.getByLabel(/^Number/).fill(subscriber);
}

/** The notice of what was done. */
export async function notice(page) {
  return (await page.locator("ul.notices").innerText()).trim();
}

/**
 * What the summary of mistakes says, line by line. It must have the focus, for people who cannot see it; each line must
 * lead to a field that is marked as wrong and says the same.
 */
export async function mistakes(page) {
  const summary = page.locator(".summary[role=alert]");
  await summary.waitFor();
  const focused = await summary.evaluate((element) => element === document.activeElement);
  assert.ok(focused, "the summary of mistakes has the focus");
  const lines = [];
  for (const item of await summary.locator("li").all()) {
    const line = (await item.innerText()).trim();
    lines.push(line);
    assert.equal(await item.locator("a").count(), 1, `"${line}" leads to its field`);
    const field = page.locator(`[id="${(await item.locator("a").getAttribute("href")).slice(1)}"]`);
    assert.equal(await field.getAttribute("aria-invalid"), "true", `the field of "${line}" is marked`);
    const described = (await field.getAttribute("aria-describedby")).split(" ");
    const words = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).innerText()));
    assert.ok(words.some((text) => line.endsWith(text.trim())), `the field of "${line}" says so`);
  }
  return lines;
}
