// Passkeys in a real browser, with an authenticator that Chromium pretends to have. Browsers know none at an address, so the
// portal is reached as localhost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkNoSidewaysScroll } from "../harness/axe.mjs";
import { openBrowser } from "../harness/browser.mjs";
import { mistakes, notice, press, visitPath } from "../harness/people.mjs";
import { startPortal } from "../harness/portal.mjs";
import { PEOPLE, signIn } from "../harness/session.mjs";

const OWN = "/account/second-factor";

let browser, portal;
before(async () => {
  [browser, portal] = [await openBrowser(), await startPortal({ host: "localhost" })];
});
after(async () => {
  await browser?.close();
  await portal?.stop();
});

const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });
const path = (page) => new URL(page.url()).pathname;

/** A fingerprint reader that knows its owner, for as long as the page is there. */
async function plugIn(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const add = async (page, name) => {
  await visitPath(page, portal.origin, OWN, { javaScript: true });
  await page.getByLabel(/^Name of the passkey/).fill(name);
  await press(page, true, button(page, "Add a passkey"));
};
const signOut = (page) => press(page, true, page.getByRole("button", { name: "Sign out" }));

test("a passkey is added, takes the second step and signs in alone", () =>
  browser.visit({ size: "phone" }, async (page) => {
    const { origin } = portal;
    await plugIn(page);
    await signIn(page, origin, PEOPLE.reseller);
    await add(page, "Phone");
    assert.match(await notice(page), /Phone/);
    assert.equal(await page.getByRole("link", { name: "Phone", exact: true }).count(), 1);
    await checkNoSidewaysScroll(page);
    await page.getByRole("link", { name: "Phone", exact: true }).click();
    await page.waitForURL(/passkeys/);
    await checkNoSidewaysScroll(page);

    await signOut(page);
    await signIn(page, origin, PEOPLE.reseller);
    assert.equal(path(page), "/sign-in/second-factor");
    await visitPath(page, origin, "/sign-in/second-factor?next=%2Fcustomers", { javaScript: true });
    await checkNoSidewaysScroll(page);
    await press(page, true, button(page, "Use your passkey"));
    assert.equal(path(page), "/customers");

    await signOut(page);
    await page.getByRole("link", { name: "Sign in with a passkey" }).click();
    await page.waitForURL(/sign-in\/passkey/);
    await visitPath(page, origin, "/sign-in/passkey?next=%2Fcustomers", { javaScript: true });
    await checkNoSidewaysScroll(page);
    await press(page, true, button(page, "Use your passkey"));
    assert.equal(path(page), "/customers");

    // The same authenticator has one already, and says so before anything is sent.
    await visitPath(page, origin, OWN, { javaScript: true });
    await page.getByLabel(/^Name of the passkey/).fill("Phone again");
    await button(page, "Add a passkey").click();
    await page.getByText("This device has a passkey for your account already.").waitFor();
    assert.equal(await page.getByLabel(/^Name of the passkey/).inputValue(), "Phone again");
  }));

test("what does not come about is told in the page, and can be tried again", () =>
  browser.visit({}, async (page) => {
    const { origin } = portal;
    await plugIn(page);
    await signIn(page, origin, PEOPLE.customer);
    await add(page, "Phone");
    await signOut(page);
    await visitPath(page, origin, "/sign-in/passkey", { javaScript: true });
    // What a browser says of each: somebody pressed "cancel"; it is too old.
    for (const [name, words] of [
      ["NotAllowedError", /^No passkey was used/],
      ["TypeError", /^This browser does not know passkeys/],
      ["UnknownError", /^The browser could not use a passkey/],
    ]) {
      await page.evaluate((name) => {
        navigator.credentials.get = () => Promise.reject(Object.assign(new Error(), { name }));
      }, name);
      await button(page, "Use your passkey").click();
      await page.getByRole("alert").getByText(words).waitFor();
      assert.equal(path(page), "/sign-in/passkey");
    }
    await page.evaluate(() => delete navigator.credentials.get);
    await press(page, true, button(page, "Use your passkey"));
    assert.equal(path(page), "/my/forwards");
    // A name that is missing is told before a passkey is made.
    await visitPath(page, origin, OWN, { javaScript: true });
    await page.evaluate(() => {
      navigator.credentials.create = () => Promise.reject(new Error("nobody asked for it"));
    });
    await press(page, true, button(page, "Add a passkey"));
    assert.equal((await mistakes(page)).length, 1);
  }));

const saysWhatIsNeeded = async (page) => assert.match(await page.locator("noscript").textContent(), /Passkeys need JavaScript/);

test("without JavaScript the pages say what passkeys need", () =>
  browser.visit({ javaScript: false }, async (page) => {
    await visitPath(page, portal.origin, "/sign-in/passkey", { javaScript: false });
    await saysWhatIsNeeded(page);
    assert.equal(await button(page, "Use your passkey").isDisabled(), true);
    await signIn(page, portal.origin, PEOPLE.helpdesk);
    await visitPath(page, portal.origin, OWN, { javaScript: false });
    await saysWhatIsNeeded(page);
    assert.equal(await page.getByRole("img", { name: /^QR code/ }).isVisible(), true, "the app can be set up");
  }));
