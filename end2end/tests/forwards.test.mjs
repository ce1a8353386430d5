// "If nobody answers, ring my mobile for 30 s": how many taps and filled fields that takes on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkNoSidewaysScroll } from "../harness/axe.mjs";
import { openBrowser } from "../harness/browser.mjs";
import { leadsOn, notice } from "../harness/people.mjs";
import { startPortal } from "../harness/portal.mjs";
import { openSandbox } from "../harness/sandbox.mjs";
import { PEOPLE, signIn } from "../harness/session.mjs";
import { heldForwards, inOrder, KINDS } from "../handbook/forwards.mjs";

const MOST_INTERACTIONS = 5;
/** Smaller targets are missed by a thumb. */
const SMALLEST_TARGET = 44;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

for (const javaScript of [true, false]) {
  test(`a first forward in at most ${MOST_INTERACTIONS} interactions ${javaScript ? "with" : "without"} JavaScript`, async (context) => {
    const portal = await startPortal();
    context.after(() => portal.stop());
    const sandbox = await openSandbox(portal.sandboxOrigin);
    const [{ id: customer }] = await sandbox.list("/api/customers/?external_id=DEMO-CUSTOMER");
    const [, , fax] = await sandbox.list(`/api/subscribers/?customer_id=${customer}&order_by=id`);
    await browser.visit({ javaScript, size: "phone" }, async (page) => {
      await signIn(page, portal.origin, PEOPLE.customer);
      let interactions = 0;
      const tap = async (target) => {
        interactions += 1;
        const { height } = await target.boundingBox();
        assert.ok(height >= SMALLEST_TARGET, `${await target.innerText()} is ${height} px high`);
        await target.click();
      };
      const tapAway = (target) => leadsOn(page, javaScript, () => tap(target));

      await tapAway(page.locator(`main a[href="/my/forwards/${fax.id}"]`));
      const panel = page.locator("details.rule").filter({ has: page.locator(".kind", { hasText: KINDS.cft }) });
      await tap(panel.locator("> summary"));
      interactions += 1;
      await panel.getByLabel("Number or SIP address").first().fill("0664 7654321");
      await tapAway(page.getByRole("button", { name: "Show what will change" }));
      await checkNoSidewaysScroll(page);
      assert.match(await page.locator(".review").innerText(), /If nobody answers: \+436647654321 rings for 30 s/);
      await tapAway(page.getByRole("button", { name: "Save now" }));
      assert.match(await notice(page), /^Saved/);
      assert.ok(interactions <= MOST_INTERACTIONS, `${interactions} interactions`);

      const { rules, ring } = await heldForwards(sandbox, fax.id);
      const destinations = inOrder(["sip:436647654321@alpine.example", 30]);
      assert.deepEqual(rules.cft, [{ enabled: true, destinations, times: null }]);
      assert.equal(ring, 20);
    });
  });
}
