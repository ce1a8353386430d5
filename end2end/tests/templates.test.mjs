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

/** What a customer does on the page of a line that has no forwards, by its name. */
const DEEDS = {
  "a template is chosen, looked at and saved": async ({ page, go, held }) => {
    await go(page.getByRole("link", { name: "All calls to my mobile today" }));
    await checkNoSidewaysScroll(page);
    await page.getByLabel("Number or SIP address").fill("0664 7654321");
    await go(page.getByRole("button", { name: "Show what will change" }));
    assert.match(await page.locator(".review").innerText(), /Every call: \+436647654321 rings for 60 s · on /);
    await checkNoSidewaysScroll(page);
    await go(page.getByRole("button", { name: "Save now" }));
    const [rule, ...others] = await held();
    assert.deepEqual(others, []);
    assert.deepEqual(rule.destinations, inOrder(["sip:436647654321@alpine.example", 60]));
    assert.equal(rule.times.length, 1);
  },
  "holidays of a calendar file become times of a rule": async ({ page, go, held }) => {
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
    const [rule, ...others] = await held();
    assert.deepEqual(others, []);
    assert.deepEqual(rule.times.map(({ year, month, mday }) => [year, month, mday]), [[`${YEAR}`, "8", "2-15"]]);
  },
};

for (const javaScript of [true, false]) {
  for (const [name, deed] of Object.entries(DEEDS)) {
    test(`${name} on a phone ${javaScript ? "with" : "without"} JavaScript`, async (context) => {
      const portal = await startPortal();
      context.after(() => portal.stop());
      const { sandbox, line } = await lineOf(portal);
      await browser.visit({ javaScript, size: "phone" }, async (page) => {
        await signIn(page, portal.origin, PEOPLE.customer);
        const go = (target) => leadsOn(page, javaScript, () => target.click());
        await go(page.locator(`main a[href="/my/forwards/${line}"]`));
        const held = async () => {
          assert.match(await notice(page), /^Saved/);
          return (await heldForwards(sandbox, line)).rules.cfu;
        };
        await deed({ page, go, held });
      });
    });
  }
}
