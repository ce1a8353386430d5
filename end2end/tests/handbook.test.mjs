// The handbook: the platform's standard life cycle through the pages, with JavaScript and without. After each step the
// platform itself is asked whether it holds what was entered.
import { after, before, test } from "node:test";
import { openBrowser } from "../harness/browser.mjs";
import { controlSandbox } from "../harness/control.mjs";
import { startPortal } from "../harness/portal.mjs";
import { openSandbox } from "../harness/sandbox.mjs";
import { PEOPLE, signIn } from "../harness/session.mjs";
import * as customer from "../handbook/customer.mjs";
import { setForwards } from "../handbook/forwards.mjs";
import { setPreferences } from "../handbook/preferences.mjs";
import * as subscriber from "../handbook/subscriber.mjs";

const STEPS = [
  ["finds a billing profile", customer.findBillingProfile],
  ["creates contact, customer and first subscriber in one flow", customer.createCustomer],
  ["creates a subscriber with a primary and two alias numbers", customer.createSubscriber],
  ["finds them by lists and filters", customer.findThem],
  ["sets call forwards of all four kinds, and one off and on again", setForwards],
  ["sets preferences of every kind", setPreferences],
  ["changes numbers", subscriber.changeNumbers],
  ["changes passwords", subscriber.changePasswords],
  ["locks and unlocks", subscriber.lockAndUnlock],
  ["terminates the subscriber", subscriber.terminateSubscriber],
  ["terminates the customer", customer.terminateCustomer],
];
const LIMIT = 300_000;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

for (const javaScript of [true, false]) {
  test(`the handbook ${javaScript ? "with" : "without"} JavaScript`, { timeout: LIMIT }, async (context) => {
    const portal = await startPortal();
    context.after(() => portal.stop());
    const life = {
      origin: portal.origin,
      sandbox: await openSandbox(portal.sandboxOrigin),
      control: controlSandbox(portal.sandboxOrigin),
      javaScript,
      mark: javaScript ? "live" : "plain",
    };
    await browser.visit({ javaScript, limit: LIMIT }, async (page) => {
      life.page = page;
      await signIn(page, life.origin, PEOPLE.reseller);
      for (const [name, step] of STEPS) await context.test(name, () => step(life));
    });
  });
}
