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

/** Name, what is done, and what it cannot be done without. */
const STEPS = [
  ["finds a billing profile", customer.findBillingProfile],
  ["creates contact, customer and first subscriber in one flow", customer.createCustomer],
  ["creates a subscriber with a primary and two alias numbers", customer.createSubscriber, "customer"],
  ["finds them by lists and filters", customer.findThem, "line"],
  ["sets call forwards of all four kinds, and one off and on again", setForwards, "line"],
  ["sets preferences of every kind", setPreferences, "line"],
  ["changes numbers", subscriber.changeNumbers, "line"],
  ["changes passwords", subscriber.changePasswords, "line"],
  ["locks and unlocks", subscriber.lockAndUnlock, "line"],
  ["terminates the subscriber", subscriber.terminateSubscriber, "line"],
  ["terminates the customer", customer.terminateCustomer, "customer"],
];
const LIMIT = 900_000;

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
      for (const [name, step, needs] of STEPS) {
        const skip = needs && !life[needs] && `there is no ${needs}`;
        await context.test(name, { skip }, () => step(life));
      }
    });
  });
}
