// "If nobody answers, ring my mobile for 30 s": how many taps and filled fields that takes on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkNoSidewaysScroll } from "../harness/axe.mjs";
import { openBrowser } from "../harness/browser.mjs";
import { addRow, leadsOn, notice, press, visitPath } from "../harness/people.mjs";
import { startPortal } from "../harness/portal.mjs";
import { openSandbox } from "../harness/sandbox.mjs";
import { PEOPLE, signIn } from "../harness/session.mjs";
import { heldForwards, inOrder, KINDS, openKind, saveForwards, typeDestination } from "../handbook/forwards.mjs";

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
      await panel.getByLabel(/^Number/).first().fill("0664 7654321");
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

/** A line of the demo's customer with three destinations in the rule for "busy", typed but not saved. */
async function threeDestinations(page, portal, javaScript) {
  const sandbox = await openSandbox(portal.sandboxOrigin);
  const [{ id: customer }] = await sandbox.list("/api/customers/?external_id=DEMO-CUSTOMER");
  const [, , fax] = await sandbox.list(`/api/subscribers/?customer_id=${customer}&order_by=id`);
  await signIn(page, portal.origin, PEOPLE.customer);
  await visitPath(page, portal.origin, `/my/forwards/${fax.id}`, { javaScript });
  const panel = () => openKind(page, "cfb");
  for (const [index, number] of ["0664 1111111", "0664 2222222", "0664 3333333"].entries()) {
    if (index > 0) await addRow(page, javaScript, (await panel()).locator(".destinations"));
    await typeDestination(await panel(), index + 1, { number, seconds: 10 + index });
  }
  await press(page, javaScript, page.getByRole("button", { name: "Show what will change" }));
  return { panel: await panel(), sandbox, fax };
}

const orderIn = (panel) => panel.locator('.destination [type="tel"]').evaluateAll((all) => all.map(({ value }) => value.slice(-1)).join(""));

for (const javaScript of [true, false]) {
  test(`destinations change their order by keyboard ${javaScript ? "with" : "without"} JavaScript`, async (context) => {
    const portal = await startPortal();
    context.after(() => portal.stop());
    await browser.visit({ javaScript, size: "phone" }, async (page) => {
      const { panel, sandbox, fax } = await threeDestinations(page, portal, javaScript);
      const moveByKey = async (name) => {
        await (await openKind(page, "cfb")).getByRole("button", { name, exact: true }).focus();
        await page.keyboard.press("Enter");
      };
      if (javaScript) {
        const url = page.url();
        await moveByKey("Destination 3 earlier");
        assert.equal(await orderIn(panel), "132");
        // The focus went with it: once more the same key.
        await page.keyboard.press("Enter");
        assert.equal(await orderIn(panel), "312");
        assert.equal(page.url(), url, "nothing is sent");
        assert.match(await page.locator('[role="status"].hidden').innerText(), /destination 1 now/);
      } else {
        for (const name of ["Destination 3 earlier", "Destination 2 earlier"]) {
          await leadsOn(page, javaScript, () => moveByKey(name));
        }
        assert.equal(await orderIn(await openKind(page, "cfb")), "312");
      }
      await saveForwards(page, javaScript);
      const { rules } = await heldForwards(sandbox, fax.id);
      const uri = (number) => `sip:43664${String(number).repeat(7)}@alpine.example`;
      assert.deepEqual(rules.cfb[0].destinations, inOrder([uri(3), 12], [uri(1), 10], [uri(2), 11]));
    });
  });
}

test("destinations are dragged into another order, by mouse and by finger", async (context) => {
  const portal = await startPortal();
  context.after(() => portal.stop());
  for (const size of ["wide", "phone"]) {
    await browser.visit({ size }, async (page) => {
      const { panel } = await threeDestinations(page, portal, true);
      const rows = panel.locator(".destination");
      const handle = rows.nth(0).locator(".handle");
      await handle.scrollIntoViewIfNeeded();
      const from = await handle.boundingBox();
      assert.ok(from.width >= SMALLEST_TARGET && from.height >= SMALLEST_TARGET, JSON.stringify(from));
      // What a browser tells of a pointer, whatever that is.
      const point = (kind, y, target) =>
        target.dispatchEvent(kind, { bubbles: true, clientX: from.x + 9, clientY: y, pointerId: 1, pointerType: size === "phone" ? "touch" : "mouse" });
      await point("pointerdown", from.y + 9, handle);
      for (const place of [1, 2]) {
        const { y, height } = await rows.nth(place).boundingBox();
        await point("pointermove", y + height - 4, page.locator("body"));
      }
      assert.equal(await orderIn(panel), "231");
      assert.equal(await panel.locator("[data-dragged]").count(), 1);
      await point("pointerup", 0, page.locator("body"));
      await point("pointermove", 0, page.locator("body"));
      assert.equal(await orderIn(panel), "231", "what was let go does not move");
      assert.equal(await panel.locator("[data-dragged]").count(), 0);
    });
  }
});
