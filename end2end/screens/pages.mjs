// Every page, as each role sees it: where it is, what is done there before the picture is taken, how it is answered.

/** The ids that the pages are about, by the sandbox's own API. */
export async function places(sandbox) {
  const customer = async (reference) => {
    const [found] = await sandbox.list(`/api/customers/?external_id=${reference}`);
    return found?.id;
  };
  const demo = await customer("DEMO-CUSTOMER");
  const lines = await sandbox.list(`/api/subscribers/?customer_id=${demo}&order_by=id`);
  const all = await sandbox.list("/api/subscribers/?page=1&rows=100&order_by=id");
  return {
    demo,
    contact: (await sandbox.list(`/api/customers/?external_id=DEMO-CUSTOMER`))[0].contact_id,
    domain: (await sandbox.list("/api/domains/?domain=alpine.example"))[0].id,
    pending: await customer("ALP-PENDING"),
    locked: await customer("ALP-10021"),
    anna: lines[0].id,
    office: lines[1].id,
    fax: lines[2].id,
    lockedLine: all.find(({ status }) => status === "locked").id,
  };
}

const submit = (page, action) => {
  const form = `form[action="${action}"]`;
  const answered = page.waitForNavigation();
  return Promise.all([answered, page.locator(`${form} .actions.sticky button, ${form}:not(:has(.sticky)) .actions button`).first().click()]);
};
const fill = (page, values) =>
  Object.entries(values).reduce((before, [name, value]) => before.then(() => page.fill(`[name="${name}"]`, value)), Promise.resolve());
const wrong = (action, values, prepare = () => {}) => ({
  mistakes: true,
  act: async (page) => {
    await prepare(page);
    await fill(page, values);
    await submit(page, action);
  },
});
const OWN_FORWARDS = "/api/my/forwards/save";

/** A change that is shown before it is saved. */
const review = (action, values) => ({
  act: async (page) => {
    await openAll(page);
    await fill(page, values);
    await submit(page, action);
    await page.locator(".review").waitFor();
  },
});
/** Saves a change of a line that was not changed before: then it has a history. */
async function changeOnce(page) {
  if ((await page.locator(".history").count()) > 0) return;
  await review(OWN_FORWARDS, { "form[rules][2][destinations][0][number]": "0664 1111111" }).act(page);
  await Promise.all([page.waitForNavigation(), page.locator(".review .actions button").click()]);
}

const follow = (page, words) => Promise.all([page.waitForNavigation(), page.getByRole("link", { name: words }).last().click()]);
const openAll = (page) => page.locator("main details").evaluateAll((all) => all.forEach((one) => (one.open = true)));

/** The demo's own template of call forwards. */
const TEMPLATE = "a1f1e000000000000000000000000001";
/** Looks for holidays for the rule "Every call". */
const findHolidays = async (page) => {
  const press = (button) => Promise.all([page.waitForNavigation(), page.locator(button).click()]);
  await openAll(page);
  await press('#kind-cfu button[value^="holidays:"]');
  await page.selectOption('[name="form[holidays][place]"]', "AT");
  await press('#kind-cfu button[value^="find:"]');
};

/** Pages by role; the role "nobody" has not signed in. Each: name, path, and what is special about it. */
export function pages({ demo, contact, domain, pending, locked, anna, office, fax, lockedLine }) {
  return {
    nobody: [
      ["sign-in", "/sign-in"],
      ["sign-in-line", "/sign-in?with=line"],
      ["sign-in-passkey", "/sign-in/passkey"],
      ["sign-in-refused", "/sign-in", { status: 200, summary: true, act: async (page) => {
        await fill(page, { login: "nobody@alpine.example", password: "wrong" });
        await submit(page, "/api/sign-in");
      } }],
      ["invitation-spent", "/invitation/not-a-link", { status: 404 }],
      ["not-found-nobody", "/no-such-page", { status: 404 }],
    ],
    reseller: [
      ["home-reseller", "/"],
      ["customers", "/customers"],
      ["customers-email", "/customers?email=a&rows=10"],
      ["customers-none", "/customers?external_id=nothing-like-this"],
      ["customers-past-the-end", "/customers?page=999"],
      ["customer-new", "/customers/new", { act: (page) => page.check('[name="form[with_subscriber]"]') }],
      ["customer-new-mistakes", "/customers/new", wrong(
        "/api/customers/create",
        {
          "form[contact][email]": "nobody",
          "form[contact][country]": "Austria",
          "form[billing_profile]": "none",
          "form[max_subscribers]": "many",
          "form[subscriber][username]": "an na",
          "form[subscriber][primary][country]": "43a",
        },
        (page) => page.check('[name="form[with_subscriber]"]'),
      )],
      ["customer", `/customers/${demo}`],
      ["customer-locked", `/customers/${locked}`],
      ["customer-no-lines", `/customers/${pending}`],
      ["customer-mistakes", `/customers/${demo}`, wrong("/api/customers/edit", {
        "form[billing_profile]": "no such profile",
        "form[max_subscribers]": "many",
      })],
      ["customer-terminate", `/customers/${demo}/terminate`],
      ["customer-terminate-mistake", `/customers/${demo}/terminate`, wrong("/api/customers/terminate", { "form[name]": "Somebody" })],
      ["subscribers", "/subscribers"],
      // Among so many are lines with every lock.
      ["subscribers-hundred", "/subscribers?rows=100"],
      ["subscribers-none", "/subscribers?username=nobody.at.all"],
      ["subscribers-no-number", "/subscribers?number=abc"],
      ["subscribers-of-customer", `/subscribers?customer=${demo}`],
      ["search", "/search?q=office"],
      ["search-nothing", "/search?q=nobody.at.all"],
      ["subscriber-new", `/subscribers/new?customer=${demo}`],
      ["subscriber-new-mistakes", `/subscribers/new?customer=${demo}`, wrong("/api/subscribers/create", {
        "form[username]": "anna.huber",
        "form[domain]": "no.such.example",
        "form[password]": "short",
        "form[primary][country]": "43",
        "form[primary][subscriber]": "12ab",
      })],
      ["subscriber", `/subscribers/${anna}`],
      ["subscriber-locked", `/subscribers/${lockedLine}`],
      ["subscriber-numbers-mistake", `/subscribers/${anna}`, wrong("/api/subscribers/numbers", { "form[primary][subscriber]": "55x" })],
      ["subscriber-passwords-mistake", `/subscribers/${anna}`, wrong("/api/subscribers/passwords", { "form[password]": "short" })],
      ["subscriber-terminate", `/subscribers/${anna}/terminate`],
      ["subscriber-terminate-mistake", `/subscribers/${anna}/terminate`, wrong("/api/subscribers/terminate", { "form[name]": "" })],
      ["forwards", `/subscribers/${office}/forwards`],
      ["forwards-open", `/subscribers/${office}/forwards`, { act: openAll }],
      ["forwards-mistakes", `/subscribers/${fax}/forwards`, wrong(
        "/api/forwards/save",
        {
          "form[rules][2][destinations][0][number]": "call me",
          "form[rules][2][destinations][0][seconds]": "soon",
          "form[ring_seconds]": "-5",
        },
        openAll,
      )],
      ["forwards-review", `/subscribers/${fax}/forwards`, review("/api/forwards/save", { "form[rules][2][destinations][0][number]": "0664 7654321" })],
      ["blocked", `/subscribers/${anna}/blocked`],
      ["voicebox", `/subscribers/${anna}/voicebox`],
      ["speed-dials", `/subscribers/${anna}/speed-dials`],
      ["calls", `/subscribers/${anna}/calls`],
      ["forward-templates", "/forward-templates"],
      ["forward-template-new", "/forward-templates?new=office-hours"],
      ["forward-template", `/forward-templates/${TEMPLATE}`],
      ["forward-template-mistakes", "/forward-templates?new=holiday", wrong("/api/forward-templates/create", {
        "form[values][name]": "",
      })],
      ["destination-policy", "/destination-policy"],
      ["preferences", `/subscribers/${anna}/preferences`],
      ["preferences-search", `/subscribers/${anna}/preferences?search=block`],
      ["preferences-all", `/subscribers/${anna}/preferences?all=yes`],
      ["preferences-none", `/subscribers/${anna}/preferences?search=nothing-like-this`],
      ["preferences-mistakes", `/subscribers/${anna}/preferences?search=concurrent`, wrong("/api/preferences/save", {
        "form[values][concurrent_max]": "three",
      })],
      ["contacts", "/contacts"],
      ["contacts-none", "/contacts?email=nothing-like-this"],
      ["contact-new", "/contacts/new"],
      ["contact-new-mistakes", "/contacts/new", wrong("/api/contacts/create", {
        "form[contact][email]": "nobody",
        "form[contact][country]": "Austria",
      })],
      ["contact", `/contacts/${contact}`],
      ["contact-terminate", `/contacts/${contact}/terminate`],
      ["domains", "/domains"],
      ["domains-mistake", "/domains", wrong("/api/domains/create", { "form[domain]": "not a domain!" })],
      ["domain-delete", `/domains/${domain}/delete`],
      ["domain-delete-mistake", `/domains/${domain}/delete`, wrong("/api/domains/delete", { "form[name]": "alpine.example" })],
      ["billing-profiles", "/billing-profiles"],
      ["billing-profiles-none", "/billing-profiles?name=nothing-like-this"],
      ["accounts", "/accounts"],
      ["accounts-none", "/accounts?login=nobody.like.this"],
      ["account-new", "/accounts/new"],
      ["account-new-customer", `/accounts/new?customer=${demo}`],
      ["account-new-mistakes", "/accounts/new", wrong("/api/accounts/invite", { "form[login]": "nobody" })],
      ["account-of-helpdesk", "/accounts", { act: (page) => follow(page, "helpdesk@alpine.example") }],
      ["account-own", "/account"],
      // Every variant of these pictures has a session of its own.
      ["sessions", "/account/sessions"],
      ["account-own-second-factor", "/account/second-factor"],
      ["account-own-mistakes", "/account", wrong("/api/account/password", {
        "form[present]": "something else",
        "form[password]": "short",
        "form[again]": "other",
      })],
      ["audit", "/audit"],
      ["audit-of-subscriber", `/audit?kind=subscriber&object=${anna}`],
      ["not-found", "/no-such-page", { status: 404 }],
      ["not-found-customer", "/customers/999999", { status: 404 }],
    ],
    admin: [
      ["home-admin", "/"],
      ["resellers", "/resellers"],
      ["reseller-credential", "/resellers", { act: (page) =>
        Promise.all([page.waitForNavigation(), page.locator('td a[href$="/credential"]').last().click()]) }],
      ["operator-credential-mistakes", "/resellers/operator/credential", wrong("/api/resellers/credential/store", {
        "form[login]": "",
        "form[password]": "",
      })],
      ["accounts-admin", "/accounts"],
      ["account-new-admin", "/accounts/new"],
      ["audit-admin", "/audit"],
    ],
    // An administrator in a reseller's view: the first page leads there.
    view: [
      ["view-home", "/resellers", { act: (page) =>
        Promise.all([page.waitForNavigation(), page.locator('form[action="/api/resellers/step-into"] button:not(.hidden)').first().click()]) }],
      ["view-customers", "/customers"],
      ["view-subscriber", `/subscribers/${anna}`],
      ["view-new-subscriber", `/subscribers/new?customer=${demo}`],
      ["view-not-found", "/resellers", { status: 404 }],
    ],
    helpdesk: [
      ["home-helpdesk", "/"],
      ["subscribers-helpdesk", "/subscribers"],
      ["accounts-helpdesk", "/accounts"],
      ["account-helpdesk", "/accounts", { act: (page) => follow(page, "customer@alpine.example") }],
      ["subscriber-helpdesk", `/subscribers/${anna}`],
      ["forwards-helpdesk", `/subscribers/${office}/forwards`],
    ],
    customer: [
      ["my-forwards", "/my/forwards"],
      ["my-forwards-line", `/my/forwards/${anna}`],
      ["my-forwards-open", `/my/forwards/${anna}`, { act: openAll }],
      ["my-holidays", `/my/forwards/${fax}`, { act: findHolidays }],
      ["my-template-office-hours", `/my/forwards/${anna}?template=office-hours`],
      ["my-template-holiday", `/my/forwards/${anna}?template=holiday`],
      ["my-template-mistakes", `/my/forwards/${fax}?template=today`, wrong("/api/my/forwards/template", {
        "form[number]": "call me",
      })],
      ["my-template-shown", `/my/forwards/${fax}?template=today`, { act: async (page) => {
        await fill(page, { "form[number]": "0664 7654321" });
        await submit(page, "/api/my/forwards/template");
      } }],
      ["my-forwards-mistakes", `/my/forwards/${anna}`, wrong(
        "/api/my/forwards/save",
        { "form[rules][2][destinations][0][number]": "call me" },
        openAll,
      )],
      ["my-forwards-review", `/my/forwards/${fax}`, review(OWN_FORWARDS, { "form[rules][2][destinations][0][number]": "0664 7654321" })],
      ["my-forwards-history", `/my/forwards/${fax}`, { act: changeOnce }],
      ["my-forwards-undo", `/my/forwards/${fax}`, {
        act: async (page) => {
          await changeOnce(page);
          await Promise.all([page.waitForNavigation(), page.locator(".history a").first().click()]);
        },
      }],
      ["my-blocked", `/my/blocked/${anna}`],
      ["my-blocked-mistakes", `/my/blocked/${anna}`, wrong("/api/my/blocked/save", {
        "form[values][incoming][entries][0][number]": "nobody",
      })],
      ["my-voicebox", `/my/voicebox/${anna}`],
      ["my-voicebox-mistakes", `/my/voicebox/${anna}`, wrong("/api/my/voicebox/save", {
        "form[values][email]": "nobody",
        "form[values][pin]": "12x",
      })],
      ["my-speed-dials", `/my/speed-dials/${anna}`],
      ["my-speed-dials-mistakes", `/my/speed-dials/${anna}`, wrong("/api/my/speed-dials/save", {
        "form[values][slots][0][number]": "call me",
      })],
      ["not-found-customer-role", "/customers", { status: 404 }],
    ],
  };
}

/** Pages while the platform does not answer. */
export function brokenPages({ demo, anna }) {
  return [
    ["platform-failed-customers", "/customers", { status: 502 }],
    ["platform-failed-customer", `/customers/${demo}`, { status: 502 }],
    ["platform-failed-subscribers", "/subscribers", { status: 502 }],
    ["platform-failed-subscriber", `/subscribers/${anna}`, { status: 502 }],
    ["platform-failed-forwards", `/subscribers/${anna}/forwards`, { status: 502 }],
  ];
}
