// From an invitation to being signed in with a second factor.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "../harness/authenticator.mjs";
import { checkNoSidewaysScroll } from "../harness/axe.mjs";
import { openBrowser } from "../harness/browser.mjs";
import { mistakes, press, visitPath } from "../harness/people.mjs";
import { startPortal } from "../harness/portal.mjs";
import { PEOPLE, signIn } from "../harness/session.mjs";

const PASSWORD = "seven quiet yellow boats";
const LOGIN = "new.helper@alpine.example";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });

for (const javaScript of [true, false]) {
  test(`an invitation ${javaScript ? "with" : "without"} JavaScript`, async (context) => {
    const portal = await startPortal();
    context.after(() => portal.stop());
    const { origin } = portal;
    const options = { javaScript, size: "phone" };

    const link = await browser.visit(options, async (page) => {
      await signIn(page, origin, PEOPLE.reseller);
      await visitPath(page, origin, "/accounts/policy", { javaScript });
      await page.getByLabel("Helpdesk").check();
      await press(page, javaScript, button(page, "Save"));
      await visitPath(page, origin, "/accounts/new", { javaScript });
      assert.equal(await page.getByLabel("Customer number").isVisible(), false, "a helpdesk account has no customer");
      await page.getByLabel(/^E-mail address/).fill("nobody");
      await press(page, javaScript, button(page, "Invite"));
      assert.equal((await mistakes(page)).length, 1);
      await page.getByLabel(/^E-mail address/).fill(LOGIN);
      await press(page, javaScript, button(page, "Invite"));
      await checkNoSidewaysScroll(page);
      const shown = await page.locator(".copy").innerText();
      assert.ok(shown.startsWith(`${origin}/invitation/`), shown);
      return shown;
    });

    const secret = await browser.visit(options, async (page) => {
      await page.goto(link);
      assert.equal(new URL(page.url()).pathname, "/invitation", "the token is not in the address any more");
      await page.getByLabel(/^New password\*?$/).fill(PASSWORD);
      await page.getByLabel(/^New password again/).fill(PASSWORD);
      await press(page, javaScript, button(page, "Save the password and sign in"));
      assert.equal(new URL(page.url()).pathname, "/sign-in/second-factor");
      assert.ok(await page.getByRole("img", { name: /^QR code/ }).isVisible());
      await checkNoSidewaysScroll(page);
      const key = await page.locator(".secret").innerText();
      await page.getByLabel(/^Code/).fill(codeOf(key));
      await press(page, javaScript, button(page, "Set up the second factor"));
      assert.equal(await page.locator(".codes li").count(), 10);
      await checkNoSidewaysScroll(page);
      await visitPath(page, origin, "/customers", { javaScript });
      return key;
    });

    await browser.visit(options, async (page) => {
      await signIn(page, origin, LOGIN, PASSWORD);
      assert.equal(new URL(page.url()).pathname, "/sign-in/second-factor");
      await page.getByLabel(/^Code/).fill("000000");
      await press(page, javaScript, button(page, "Sign in"));
      assert.equal((await mistakes(page)).length, 1);
      // The code that set the app up was used; the app's next one is taken already, as clocks differ.
      await page.getByLabel(/^Code/).fill(codeOf(secret, Date.now() + 30_000));
      await press(page, javaScript, button(page, "Sign in"));
      assert.equal(new URL(page.url()).pathname, "/");
      await visitPath(page, origin, "/accounts", { javaScript });
    });
  });
}
