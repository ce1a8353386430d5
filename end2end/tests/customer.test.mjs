// A customer with a telephone in one hand: their own lines and nothing else, "if nobody answers" in a minute.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkNoSidewaysScroll } from "../harness/axe.mjs";
import { openBrowser } from "../harness/browser.mjs";
import { controlSandbox } from "../harness/control.mjs";
import { addRow, mistakes, notice, visitPath } from "../harness/people.mjs";
import { startPortal } from "../harness/portal.mjs";
import { openSandbox } from "../harness/sandbox.mjs";
import { PEOPLE, signIn } from "../harness/session.mjs";
import { heldForwards, inOrder, openKind, saveForwards, sentenceOf, typeDestination } from "../handbook/forwards.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const save = saveForwards;

for (const javaScript of [true, false]) {
  test(`on a phone ${javaScript ? "with" : "without"} JavaScript`, async (context) => {
    const portal = await startPortal();
    context.after(() => portal.stop());
    const { origin } = portal;
    const sandbox = await openSandbox(portal.sandboxOrigin);
    const control = controlSandbox(portal.sandboxOrigin);
    const [{ id: customer }] = await sandbox.list("/api/customers/?external_id=DEMO-CUSTOMER");
    const lines = await sandbox.list(`/api/subscribers/?customer_id=${customer}&order_by=id`);
    const [anna, office, fax] = lines;
    const foreign = (await sandbox.list("/api/subscribers/?page=1&rows=50")).find(
      ({ customer_id: owner }) => owner !== customer,
    );
    const visit = (path, options = {}) => visitPath(page, origin, path, { javaScript, ...options });
    let page;

    const steps = {
      "only the own lines are there": async () => {
        assert.equal(new URL(page.url()).pathname, "/my/forwards");
        const links = await page
          .locator("main a[href^='/my/forwards/']")
          .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
        assert.deepEqual(links.toSorted(), lines.map(({ id }) => `/my/forwards/${id}`).toSorted());
        assert.equal(links.length, 3);
        const words = await page.locator("main").innerText();
        for (const { primary_number: number } of lines) assert.ok(words.includes(`+43 1 ${number.sn}`), number.sn);
        await checkNoSidewaysScroll(page);
      },

      "who rings if nobody answers": async () => {
        await visit(`/my/forwards/${anna.id}`);
        const before = await heldForwards(sandbox, anna.id);
        const panel = await openKind(page, "cft");
        await typeDestination(panel, 1, { number: "0664 7654321", seconds: 30 });
        await checkNoSidewaysScroll(page);
        await save(page, javaScript);
        assert.match(await notice(page), /^Saved/);
        const { state, sentence } = await sentenceOf(page, "cft");
        assert.equal(state, "on");
        assert.equal(sentence, "+436647654321 rings for 30 s, then Voicebox");
        const [{ destinations: old }] = before.rules.cft;
        const wanted = { ...old[0], destination: "sip:436647654321@alpine.example", timeout: 30 };
        const rule = { enabled: true, times: null, destinations: [wanted, old[1]] };
        const after = await heldForwards(sandbox, anna.id);
        assert.deepEqual(after, { ring: 20, rules: { ...before.rules, cft: [rule] } });
        await visit("/my/forwards");
        assert.match(await page.locator("main").innerText(), /If nobody answers: \+436647654321 rings for 30 s/);
      },

      "the same for a line that forwards nothing yet": async () => {
        await visit(`/my/forwards/${fax.id}`);
        const panel = await openKind(page, "cft");
        await panel.getByLabel("Let this line ring first (seconds)").fill("15");
        await typeDestination(panel, 1, { number: "+43 664 7654321", seconds: 30 });
        await save(page, javaScript);
        assert.equal((await sentenceOf(page, "cft")).sentence, "+436647654321 rings for 30 s");
        const { rules, ring } = await heldForwards(sandbox, fax.id);
        assert.equal(ring, 15);
        const destinations = inOrder(["sip:436647654321@alpine.example", 30]);
        assert.deepEqual(rules, { cfu: [], cfb: [], cfna: [], cft: [{ enabled: true, destinations, times: null }] });
      },

      "one more row after the voicebox": async () => {
        await visit(`/my/forwards/${fax.id}`);
        const panel = await openKind(page, "cfna");
        await typeDestination(panel, 1, { who: "Voicebox", seconds: 60 });
        await addRow(page, javaScript, panel.locator("[data-rows]"));
        assert.ok(await panel.getByRole("group", { name: "Destination 2" }).isVisible(), "the new row is seen");
      },

      "Enter in a field shows what will change, as the button does": async () => {
        await visit(`/my/forwards/${fax.id}`);
        const panel = await openKind(page, "cft");
        const seconds = panel.getByRole("group", { name: "Destination 1" }).getByLabel("Seconds");
        await seconds.fill("45");
        await control.forget();
        const answered = page.waitForNavigation({ timeout: 45_000 });
        await seconds.press("Enter");
        await answered;
        const { rules } = await heldForwards(sandbox, fax.id);
        assert.equal(rules.cft[0].destinations[0].timeout, 30, "nothing is saved before it was seen");
        assert.match(await page.locator(".review").innerText(), /rings for 45 s/);
      },

      "mistakes keep what was typed, and nothing is written": async () => {
        await visit(`/my/forwards/${anna.id}`);
        const panel = await openKind(page, "cfb");
        const nonsense = "</textarea><script>alert(1)</script>";
        await typeDestination(panel, 1, { number: nonsense, seconds: "soon" });
        await (await openKind(page, "cfu")).getByRole("group", { name: "Destination 1" }).getByLabel(/^Number/).fill("0664 1111111");
        await control.forget();
        await save(page, javaScript);
        const told = await mistakes(page);
        assert.equal(told.length, 2, told.join("\n"));
        const row = panel.getByRole("group", { name: "Destination 1" });
        assert.equal(await row.getByLabel(/^Number/).inputValue(), nonsense);
        assert.equal(await row.getByLabel("Seconds").inputValue(), "soon");
        assert.equal(await row.getByLabel("Seconds").getAttribute("aria-invalid"), "true");
        const other = await openKind(page, "cfu");
        assert.equal(await other.getByRole("group", { name: "Destination 1" }).getByLabel(/^Number/).inputValue(), "0664 1111111");
        assert.deepEqual(await control.writes(), []);
        // Each mistake leads to its field.
        await page.locator(".summary a").first().click();
        const focus = await page.evaluate(() => document.activeElement.name);
        assert.equal(focus, "form[rules][1][destinations][0][number]");
      },

      "what the platform cannot do now is told, and kept": async () => {
        await visit(`/my/forwards/${office.id}`);
        const panel = await openKind(page, "cft");
        await panel.getByLabel("Let this line ring first (seconds)").fill("15");
        await typeDestination(panel, 1, { number: "0664 2222222", seconds: 30 });
        await control.fail({ method: "POST", path_prefix: "/api/cfdestinationsets/", fault: { status: [500, "<h1>Internal error</h1>"] } });
        const before = await heldForwards(sandbox, office.id);
        try {
          await save(page, javaScript);
          assert.match(await page.locator(".summary").innerText(), /telephone platform failed/);
          const number = (await openKind(page, "cft")).getByRole("group", { name: "Destination 1" }).getByLabel(/^Number/);
          assert.equal(await number.inputValue(), "0664 2222222");
        } finally {
          await control.heal();
        }
        assert.deepEqual(await heldForwards(sandbox, office.id), before);
        await save(page, javaScript);
        assert.match(await notice(page), /^Saved/);
      },

      "pages of staff and lines of others do not exist": async () => {
        await control.forget();
        const paths = [
          `/my/forwards/${foreign.id}`,
          "/my/forwards/999999",
          "/my/forwards/abc",
          `/my/forwards/${anna.id}x`,
          "/customers",
          "/customers/new",
          `/customers/${customer}`,
          "/subscribers",
          `/subscribers/${anna.id}`,
          `/subscribers/${anna.id}/forwards`,
          `/subscribers/${anna.id}/preferences`,
          `/subscribers/${anna.id}/terminate`,
          "/resellers",
          "/audit",
          "/search?q=anna",
        ];
        for (const path of paths) {
          await visit(path, { status: 404 });
          assert.equal(await page.locator("h1").innerText(), "There is no such page", path);
        }
        assert.deepEqual(await control.writes(), []);
      },

      "a form with the id of another's line changes nothing": async () => {
        await visit(`/my/forwards/${anna.id}`);
        const panel = await openKind(page, "cfu");
        await typeDestination(panel, 1, { number: "0664 3333333", seconds: 30 });
        const before = await heldForwards(sandbox, foreign.id);
        await control.forget();
        for (const action of ["/api/my/forwards/save", "/api/forwards/save", "/api/subscribers/terminate"]) {
          const answer = await page.evaluate(
            async ([url, id]) => {
              const form = new URLSearchParams(new FormData(document.querySelector("form.forwards")));
              form.set("id", id);
              return (await fetch(url, { method: "POST", body: form, redirect: "manual" })).status;
            },
            [action, String(foreign.id)],
          );
          assert.equal(answer, 404, action);
        }
        assert.deepEqual(await control.writes(), []);
        assert.deepEqual(await heldForwards(sandbox, foreign.id), before);
      },
    };
    await browser.visit({ javaScript, size: "phone", limit: 180_000 }, async (visited) => {
      page = visited;
      await signIn(page, origin, PEOPLE.customer);
      for (const [name, step] of Object.entries(steps)) await context.test(name, step);
    });
  });
}
