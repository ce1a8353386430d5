// The line's part of the handbook: numbers, passwords, lock, end.
import assert from "node:assert/strict";
import { addRow, leadsOn, mistakes, notice, press, typeNumber, visitPath } from "../harness/people.mjs";

const number = ({ cc, ac, sn }) => [String(cc), ac, sn];
const held = async ({ sandbox, line }) => (await sandbox.get(`/api/subscribers/${line.id}`)).body;
const show = ({ page, origin, javaScript, line }) =>
  visitPath(page, origin, `/subscribers/${line.id}`, { javaScript });
/** A form with this headline above it. */
const part = (page, title) => page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

/** Fills a password field: by its button, or with the suggestion beside it where buttons are asleep. Returns what it holds. */
export async function generatePassword(page, javaScript, label) {
  const around = page.locator(".password").filter({ has: page.getByLabel(label) });
  const field = around.getByLabel(label);
  const button = around.getByRole("button", { name: "Generate a password" });
  if (javaScript) {
    await button.click();
    const once = await field.inputValue();
    await button.click();
    assert.notEqual(await field.inputValue(), once, "each password is another one");
  } else {
    const asleep = !(await button.isVisible()) || (await button.isDisabled());
    assert.ok(asleep, "a button that can do nothing cannot be pressed");
    await field.fill(await around.locator("output code").innerText());
  }
  const password = await field.inputValue();
  assert.match(password, /^[!-~]{12,40}$/);
  return password;
}

/** Another primary number, an alias less and an alias more. */
export async function changeNumbers(life) {
  const { page, javaScript } = life;
  await show(life);
  const form = part(page, "Numbers");
  await typeNumber(form.getByRole("group", { name: "Primary number" }), ["43", "1", "8801020"]);
  await typeNumber(form.getByRole("group", { name: "Alias number 1" }), ["", "", ""]);
  await typeNumber(form.getByRole("group", { name: "Alias number 3" }), ["43", "316", "8801021"]);
  await addRow(page, javaScript, form.locator("[data-rows]"));
  await typeNumber(form.getByRole("group", { name: "Alias number 4" }), ["49", "30", "8801022"]);
  await press(page, javaScript, form.getByRole("button", { name: "Save numbers" }));
  assert.match(await notice(page), /\+43 1 8801020/);
  const line = await held(life);
  assert.deepEqual(number(line.primary_number), ["43", "1", "8801020"]);
  const aliases = line.alias_numbers.map(number).toSorted();
  assert.deepEqual(aliases, [
    ["43", "316", "8801021"],
    ["43", "512", "8801012"],
    ["49", "30", "8801022"],
  ]);
  // The number that went away is free, and somebody else's is not to be had.
  await show(life);
  await typeNumber(part(page, "Numbers").getByRole("group", { name: "Alias number 1" }), ["43", "1", "5550101"]);
  await press(page, javaScript, part(page, "Numbers").getByRole("button", { name: "Save numbers" }));
  const [taken] = await mistakes(page);
  assert.match(taken, /Somebody has this already/);
  assert.deepEqual((await held(life)).alias_numbers.map(number).toSorted(), aliases);
}

/** SIP and web password. */
export async function changePasswords(life) {
  const { page, javaScript } = life;
  await show(life);
  const form = part(page, "Passwords");
  const before = (await held(life)).password;
  const password = await generatePassword(page, javaScript, "New SIP password");
  await generatePassword(page, javaScript, "New web password");
  await press(page, javaScript, form.getByRole("button", { name: "Set passwords" }));
  assert.match(await notice(page), /were changed/);
  const line = await held(life);
  assert.notEqual(before, password);
  assert.equal(line.password, password);
  assert.ok(!("webpassword" in line), "a web password is set");
  assert.ok(!(await page.content()).includes(password), "the page does not show the password");

  await form.getByLabel("New SIP password").fill("short");
  await press(page, javaScript, form.getByRole("button", { name: "Set passwords" }));
  assert.equal((await mistakes(page)).length, 1);
  assert.equal((await held(life)).password, password);
}

/** Locked wholly, then partly, then not at all. */
export async function lockAndUnlock(life) {
  const { page, javaScript } = life;
  const set = async (status, level) => {
    await show(life);
    const form = part(page, "Lock");
    if (status) await form.getByLabel("Status").selectOption({ label: status });
    if (level) await form.getByLabel("Lock level").selectOption(level);
    await press(page, javaScript, form.getByRole("button", { name: "Save lock" }));
    const line = await held(life);
    return [line.status, line.lock];
  };
  const { external_id: reference } = await held(life);
  assert.deepEqual(await set("locked"), ["locked", "4"]);
  assert.deepEqual(await set("active"), ["active", null]);
  assert.deepEqual(await set(undefined, "2"), ["active", "2"]);
  assert.match(await page.locator("dl.facts").first().innerText(), /no outgoing calls/);
  assert.deepEqual(await set(undefined, "4"), ["active", "4"]);
  assert.deepEqual(await set(undefined, "none"), ["active", null]);
  assert.equal((await held(life)).external_id, reference, "the external ID survives");
}

/** The end of the line, after a wrong name. */
export async function terminateSubscriber(life) {
  const { page, origin, javaScript, sandbox, control, customer, line } = life;
  await show(life);
  await leadsOn(page, javaScript, () => page.getByRole("link", { name: "Terminate subscriber" }).click());
  const words = await page.locator("main").innerText();
  assert.match(words, /This cannot be undone/);
  assert.ok(words.includes(line.name));
  const name = page.getByLabel(/To confirm, type the name/);
  const button = page.getByRole("button", { name: "Terminate subscriber" });
  await control.forget();
  await name.fill(line.name.replace("desk", "disk"));
  await press(page, javaScript, button);
  assert.match((await mistakes(page)).join(), /This is not the name/);
  assert.deepEqual(await control.writes(), []);
  assert.equal((await held(life)).status, "active");

  // By keyboard: the name, then Enter.
  await name.fill(line.name);
  await leadsOn(page, javaScript, () => name.press("Enter"));
  assert.match(await notice(page), /was terminated/);
  assert.equal(new URL(page.url()).pathname, `/customers/${customer.id}`);
  assert.equal((await sandbox.get(`/api/subscribers/${line.id}`)).status, 404);
  const left = await sandbox.list(`/api/subscribers/?customer_id=${customer.id}`);
  assert.deepEqual(left.map(({ id }) => id), [life.first]);
  await visitPath(page, origin, `/subscribers/${line.id}`, { javaScript, status: 404 });
}
