// Preferences: a boolean, a number, a text, a choice and a list, each found by the search.
import assert from "node:assert/strict";
import { leadsOn, mistakes, notice, press, visitPath } from "../harness/people.mjs";

const held = async ({ sandbox, line }) => (await sandbox.get(`/api/subscriberpreferences/${line.id}`)).body;
const input = (page, name) =>
  page
    .locator(".preference")
    .filter({ has: page.locator("code").getByText(name, { exact: true }) })
    .locator("input:not([type=hidden]), select, textarea");

async function search({ page, origin, javaScript, line }, words) {
  await visitPath(page, origin, `/subscribers/${line.id}/preferences`, { javaScript });
  const box = page.getByLabel("Search preferences");
  await box.fill(words);
  await leadsOn(page, javaScript, () => box.press("Enter"));
}

/** Sets one of each kind; everything else stays as it is. */
export async function setPreferences(life) {
  const { page, javaScript } = life;
  const before = await held(life);
  const save = async () => {
    await press(page, javaScript, page.getByRole("button", { name: "Save preferences" }));
    assert.match(await notice(page), /^Saved/);
  };
  await search(life, "block_in");
  await input(page, "block_in_list").fill("4366412*\n\n 4930* ");
  await input(page, "block_in_mode").selectOption("true");
  await input(page, "block_in_clir").selectOption("false");
  await save();
  await search(life, "concurrent_max");
  await input(page, "concurrent_max").fill("3");
  await save();
  await search(life, "display_name");
  await input(page, "display_name").fill("Büro O'Brien <Edith>");
  await save();
  await search(life, "language");
  await input(page, "language").selectOption("de");
  await save();
  const wanted = {
    block_in_list: ["4366412*", "4930*"],
    block_in_mode: true,
    block_in_clir: false,
    concurrent_max: 3,
    display_name: "Büro O'Brien <Edith>",
    language: "de",
  };
  assert.deepEqual(await held(life), { ...before, ...wanted });

  // A mistake: told at its field, all that was typed is there, nothing is written.
  await search(life, "concurrent_max");
  await input(page, "concurrent_max").fill("three");
  await input(page, "concurrent_max_total").fill("7");
  await press(page, javaScript, page.getByRole("button", { name: "Save preferences" }));
  assert.equal((await mistakes(page)).length, 1);
  assert.equal(await input(page, "concurrent_max").inputValue(), "three");
  assert.equal(await input(page, "concurrent_max_total").inputValue(), "7");
  assert.deepEqual(await held(life), { ...before, ...wanted });

  // Taken away again.
  await visitPath(page, life.origin, `/subscribers/${life.line.id}/preferences`, { javaScript });
  assert.equal(await input(page, "block_in_list").inputValue(), "4366412*\n4930*");
  await input(page, "block_in_list").fill("");
  await input(page, "language").selectOption("");
  await save();
  const { block_in_list: _, language: __, ...rest } = { ...before, ...wanted };
  assert.deepEqual(await held(life), rest);
}
