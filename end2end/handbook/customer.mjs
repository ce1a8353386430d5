// The customer's part of the handbook: from the billing profile to the end of the contract.
import assert from "node:assert/strict";
import { addRow, leadsOn, mistakes, notice, press, typeNumber, visitPath } from "../harness/people.mjs";
import { generatePassword } from "./subscriber.mjs";

const number = ({ cc, ac, sn }) => [String(cc), ac, sn];

/** "Find a billing profile": all of the reseller's are offered, and an unknown one is told before anything is written. */
export async function findBillingProfile({ page, origin, javaScript, sandbox, control }) {
  await visitPath(page, origin, "/customers/new", { javaScript });
  const profiles = await sandbox.list("/api/billingprofiles/?page=1&rows=100");
  const list = await page.getByLabel("Billing profile").getAttribute("list");
  const offered = await page
    .locator(`datalist#${list} option`)
    .evaluateAll((options) => options.map((option) => option.value));
  assert.deepEqual(offered.toSorted(), profiles.map(({ handle }) => handle).toSorted());

  await control.forget();
  await page.getByLabel("Last name").fill("Handbook");
  await page.getByLabel("E-mail").fill("handbook@alpine.example");
  await page.getByLabel("Billing profile").fill("no such profile");
  await press(page, javaScript, page.getByRole("button", { name: "Create customer" }));
  assert.deepEqual(await mistakes(page), ["Billing profile: There is no such thing."]);
  assert.equal(await page.getByLabel("Billing profile").inputValue(), "no such profile");
  assert.equal(await page.getByLabel("E-mail").inputValue(), "handbook@alpine.example");
  assert.deepEqual(await control.writes(), []);

  // The same for the first subscriber, whose fields are in the same form.
  await page.getByLabel("Billing profile").fill("Alpine Flat");
  await page.getByLabel("Create a first subscriber, too").check();
  await page.getByLabel("User name").fill("anna.huber");
  await page.getByLabel("Domain").fill("alpine.example");
  await page.getByLabel("SIP password").fill("Kmv7q-Trx4d-Bns9h");
  await typeNumber(page.getByRole("group", { name: "Primary number" }), ["43", "1", "88o1001"]);
  const create = page.getByRole("button", { name: "Create customer" });
  await press(page, javaScript, create);
  assert.deepEqual(await mistakes(page), ["Primary number, Number: Digits only, please; a country code such as 43."]);
  await typeNumber(page.getByRole("group", { name: "Primary number" }), ["43", "1", "5550101"]);
  await press(page, javaScript, create);
  const told = await mistakes(page);
  assert.equal(told.length, 2, told.join("\n"));
  for (const line of told) assert.match(line, /Somebody has this already/);
  assert.equal(await page.getByLabel("User name").inputValue(), "anna.huber");
  assert.deepEqual(await control.writes(), []);
}

/** Contact, contract and first line in one flow. */
export async function createCustomer(life) {
  const { page, origin, javaScript, sandbox, mark } = life;
  await visitPath(page, origin, "/customers/new", { javaScript });
  const contact = {
    firstname: "Edith",
    lastname: `O'Brien-Müller ${mark}`,
    company: `Handbook & Co "${mark}"`,
    email: `edith.${mark}@handbook.example`,
    street: "Am Ring 7",
    postcode: "1010",
    city: "Wien",
    phonenumber: "+43 1 7654321",
  };
  const labels = {
    firstname: "First name",
    lastname: "Last name",
    company: "Company",
    email: "E-mail",
    street: "Street",
    postcode: "Postcode",
    city: "City",
    phonenumber: "Phone number",
  };
  for (const [name, label] of Object.entries(labels)) await page.getByLabel(label).fill(contact[name]);
  await page.getByLabel("Country", { exact: true }).fill("at");
  await page.getByLabel("Billing profile").fill("Alpine Business");
  await page.getByLabel("Kind").selectOption("sipaccount");
  await page.getByLabel("Maximum of subscribers").fill("5");
  const [ours, lines] = await page.getByLabel("External ID").all();
  await ours.fill(`crm-${mark}`);

  await page.getByLabel("Create a first subscriber, too").check();
  await page.getByLabel("User name").fill(`edith.${mark}`);
  await page.getByLabel("Domain", { exact: false }).fill("alpine.example");
  const password = await generatePassword(page, javaScript, "SIP password");
  const webPassword = await generatePassword(page, javaScript, "Web password");
  assert.notEqual(password, webPassword);
  await typeNumber(page.getByRole("group", { name: "Primary number" }), ["+43", "01", "880 10 01"]);
  await typeNumber(page.getByRole("group", { name: "Alias number 1" }), ["0043", "1", "8801002"]);
  await lines.fill(`line-${mark}-1`);
  await press(page, javaScript, page.getByRole("button", { name: "Create customer" }));
  const said = await notice(page);
  assert.ok(said.includes(contact.company), said);

  const id = Number(/\/customers\/(\d+)$/.exec(new URL(page.url()).pathname)?.[1]);
  const { body: customer } = await sandbox.get(`/api/customers/${id}`);
  const { body: profile } = await sandbox.get(`/api/billingprofiles/${customer.billing_profile_id}`);
  assert.equal(profile.name, "Alpine Business");
  assert.deepEqual(
    [customer.status, customer.type, customer.external_id, customer.max_subscribers],
    ["active", "sipaccount", `crm-${mark}`, 5],
  );
  const { body: held } = await sandbox.get(`/api/customercontacts/${customer.contact_id}`);
  for (const [name, value] of Object.entries(contact)) assert.equal(held[name], value, name);
  assert.equal(held.country, "AT");

  const subscribers = await sandbox.list(`/api/subscribers/?customer_id=${id}`);
  assert.equal(subscribers.length, 1);
  const [first] = subscribers;
  assert.deepEqual(
    [first.username, first.domain, first.password, first.external_id, first.status, first.lock],
    [`edith.${mark}`, "alpine.example", password, `line-${mark}-1`, "active", null],
  );
  assert.ok(!("webpassword" in first), "a web password is set");
  assert.deepEqual(number(first.primary_number), ["43", "1", "8801001"]);
  assert.deepEqual(first.alias_numbers.map(number), [["43", "1", "8801002"]]);
  Object.assign(life, { customer: { id, name: contact.company, email: contact.email }, first: first.id });
}

/** Another line: a primary number and two aliases. */
export async function createSubscriber(life) {
  const { page, origin, javaScript, sandbox, customer, mark } = life;
  await visitPath(page, origin, `/customers/${customer.id}`, { javaScript });
  await leadsOn(page, javaScript, () => page.getByRole("link", { name: "New subscriber" }).click());
  await page.getByLabel("User name").fill(`desk.${mark}`);
  await page.getByLabel("Domain").fill("voip.alpine.example");
  await page.getByLabel("SIP password").fill("Kmv7q-Trx4d-Bns9h");
  await typeNumber(page.getByRole("group", { name: "Primary number" }), ["43", "1", "8801010"]);
  const rows = page.locator("[data-rows]");
  await typeNumber(rows.getByRole("group", { name: "Alias number 1" }), ["43", "1", "8801011"]);
  await addRow(page, javaScript, rows);
  await typeNumber(rows.getByRole("group", { name: "Alias number 2" }), ["43", "512", "8801012"]);
  for (const [label, value] of [
    ["User name", `desk.${mark}`],
    ["Domain", "voip.alpine.example"],
    ["SIP password", "Kmv7q-Trx4d-Bns9h"],
  ]) {
    assert.equal(await page.getByLabel(label).inputValue(), value, `${label} is kept when a row is added`);
  }
  await page.getByLabel("External ID").fill(`line-${mark}-2`);
  await press(page, javaScript, page.getByRole("button", { name: "Create subscriber" }));

  const lines = await sandbox.list(`/api/subscribers/?customer_id=${customer.id}`);
  const line = lines.find(({ username }) => username === `desk.${mark}`);
  assert.ok(line, "the line exists");
  assert.deepEqual(
    [line.domain, line.password, line.external_id, line.webpassword],
    ["voip.alpine.example", "Kmv7q-Trx4d-Bns9h", `line-${mark}-2`, null],
  );
  assert.deepEqual(number(line.primary_number), ["43", "1", "8801010"]);
  assert.deepEqual(line.alias_numbers.map(number), [
    ["43", "1", "8801011"],
    ["43", "512", "8801012"],
  ]);
  life.line = { id: line.id, name: `desk.${mark}@voip.alpine.example` };
}

/** Lists and filters find customer and line, and nothing else. */
export async function findThem(life) {
  const { page, origin, javaScript, customer, line, mark } = life;
  const rows = () => page.locator("table.list tbody tr");
  const find = async (place, fields, expected) => {
    await visitPath(page, origin, place, { javaScript });
    const filters = page.locator("form.filters").last();
    for (const [label, value] of Object.entries(fields)) await filters.getByLabel(label).fill(value);
    await press(page, javaScript, filters.getByRole("button", { name: "Filter" }));
    const links = await rows().locator("th a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    assert.deepEqual(links, expected, `${place} by ${JSON.stringify(fields)}`);
  };
  const theirs = [`/customers/${customer.id}`];
  await find("/customers", { "External ID": `crm-${mark}` }, theirs);
  await find("/customers", { "E-mail of the contact": customer.email }, theirs);
  assert.ok((await rows().innerText()).includes(customer.name));
  const lines = [`/subscribers/${line.id}`];
  await find("/subscribers", { Number: "01 8801010" }, lines);
  await find("/subscribers", { Number: "+43 512 8801012" }, lines);
  await find("/subscribers", { "User name": `desk.${mark}` }, lines);
  await find("/subscribers", { "External ID": `line-${mark}-2` }, lines);
  await find("/subscribers", { "ID of the customer": String(customer.id) }, [`/subscribers/${life.first}`, ...lines]);
  await find("/subscribers", { "User name": "nobody.at.all" }, []);
  assert.match(await page.locator(".empty").innerText(), /No subscriber fits this filter/);

  await visitPath(page, origin, "/subscribers", { javaScript });
  const box = page.getByLabel("Find a subscriber or customer");
  await box.fill(line.name);
  await leadsOn(page, javaScript, () => box.press("Enter"));
  assert.equal(new URL(page.url()).pathname, `/subscribers/${line.id}`);
}

/** The end of the contract. */
export async function terminateCustomer(life) {
  const { page, origin, javaScript, sandbox, control, customer } = life;
  await visitPath(page, origin, `/customers/${customer.id}`, { javaScript });
  await leadsOn(page, javaScript, () => page.getByRole("link", { name: "Terminate this customer…" }).click());
  assert.match(await page.locator("main").innerText(), /This cannot be undone/);
  const name = page.getByLabel(/To confirm, type the name/);
  const button = page.getByRole("button", { name: "Terminate for ever" });
  await control.forget();
  await name.fill("Somebody Else");
  await press(page, javaScript, button);
  assert.equal((await mistakes(page)).length, 1);
  assert.equal(await name.inputValue(), "Somebody Else");
  assert.deepEqual(await control.writes(), []);
  assert.equal((await sandbox.get(`/api/customers/${customer.id}`)).body.status, "active");

  await name.fill(customer.name);
  await press(page, javaScript, button);
  assert.match(await notice(page), /terminated/);
  const after = await sandbox.get(`/api/customers/${customer.id}`);
  // The platform hides what is terminated, or shows it as such.
  assert.ok(after.status === 404 || after.body.status === "terminated", JSON.stringify(after));
  assert.deepEqual(await sandbox.list(`/api/subscribers/?customer_id=${customer.id}`), []);
  await visitPath(page, origin, `/subscribers/${life.first}`, { javaScript, status: 404 });
}
