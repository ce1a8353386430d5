// "All calls to my mobile today" on a phone, and holidays from a calendar file, with scripts and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkNoSidewaysScroll } from "../harness/axe.mjs";
import { openBrowser } from "../harness/browser.mjs";
import { leadsOn, notice } from "../harness/people.mjs";
import { startPortal } from "../harness/portal.mjs";
import { openSandbox } from "../harness/sandbox.mjs";
import { PEOPLE, signIn } from "../harness/session.mjs";
import { heldForwards, inOrder } from "../handbook/forwards.mjs";

const YEAR = new Date().getUTCFullYear() + 1;
const CALENDAR = [
  "BEGIN:VCALENDAR",
  "BEGIN:VEVENT",
  "SUMMARY:Works holiday",
  `DTSTART;VALUE=DATE:${YEAR}0802`,
  `DTEND;VALUE=DATE:${YEAR}0816`,
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

async function lineOf(portal) {
  const sandbox = await openSandbox(portal.sandboxOrigin);
  const [{ id: customer }] = await sandbox.list("/api/customers/?external_id=DEMO-CUSTOMER");
  const [, , fax] = await sandbox.list(`/api/subscribers/?customer_id=${customer}&order_by=id`);
  return { sandbox, line: fax.id };
}

for (const javaScript of [true, false]) {
  const how = javaScript ? "with" : "without";
  test(`a template is chosen, looked at and saved on a phone ${how} JavaScript`, async (context) => {
    const portal = await startPortal();
    context.after(() => portal.stop());
    const { sandbox, line } = await lineOf(portal);
    await browser.visit({ javaScript, size: "phone" }, async (page) => {
      await signIn(page, portal.origin, PEOPLE.customer);
      const go = (target) => leadsOn(page, javaScript, () => target.click());
      await go(page.locator(`main a[href="/my/forwards/${line}"]`));
      await go(page.getByRole("link", { name: "All calls to my mobile today" }));
      await checkNoSidewaysScroll(page);
      await page.getByLabel("Number or SIP address").fill("0664 7654321");
      await go(page.getByRole("button", { name: "Show what will change" }));
      assert.match(await page.locator(".review").innerText(), /Every call: \+436647654321 rings for 60 s · on /);
      await checkNoSidewaysScroll(page);
      await go(page.getByRole("button", { name: "Save now" }));
      assert.match(await notice(page), /^Saved/);
      const { rules } = await heldForwards(sandbox, line);
      assert.equal(rules.cfu.length, 1);
      assert.deepEqual(rules.cfu[0].destinations, inOrder(["sip:436647654321@alpine.example", 60]));
      assert.equal(rules.cfu[0].times.length, 1);
    });
  });

  test(`holidays of a calendar file become times of a rule ${how} JavaScript`, async (context) => {
    const portal = await startPortal();
    context.after(() => portal.stop());
    const { sandbox, line } = await lineOf(portal);
    await browser.visit({ javaScript, size: "phone" }, async (page) => {
      await signIn(page, portal.origin, PEOPLE.customer);
      const go = (target) => leadsOn(page, javaScript, () => target.click());
      await go(page.locator(`main a[href="/my/forwards/${line}"]`));
      const rules = page.locator("#kind-cfu");
      await rules.locator("details.rule > summary").click();
      await rules.locator('[name$="[destinations][0][target]"]').selectOption("voicebox");
      await go(rules.getByRole("button", { name: "Add holidays" }));
      await rules.getByText("From a calendar file instead").click();
      const file = { name: "works.ics", mimeType: "text/calendar", buffer: Buffer.from(CALENDAR) };
      await rules.getByLabel("iCalendar file").setInputFiles(file);
      await go(rules.getByRole("button", { name: "Look for days" }));
      assert.ok(await rules.getByLabel(/2 Aug .* 15 Aug .*: Works holiday/).isChecked());
      await checkNoSidewaysScroll(page);
      await go(rules.getByRole("button", { name: "Put these days into the times" }));
      await go(page.getByRole("button", { name: "Show what will change" }));
      await go(page.getByRole("button", { name: "Save now" }));
      assert.match(await notice(page), /^Saved/);
      const held = await heldForwards(sandbox, line);
      assert.equal(held.rules.cfu.length, 1);
      assert.deepEqual(held.rules.cfu[0].times.map(({ year, month, mday }) => [year, month, mday]), [[`${YEAR}`, "8", "2-15"]]);
    });
  });
}
