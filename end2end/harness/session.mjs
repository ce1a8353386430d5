// Signing in as the people of the embedded sandbox's demo.

export const DEMO_PASSWORD = "demo-portal";
export const PEOPLE = {
  admin: "admin@demo.example",
  reseller: "reseller@alpine.example",
  helpdesk: "helpdesk@alpine.example",
  customer: "customer@alpine.example",
  otherReseller: "reseller@harbour.example",
};

/** Signs in by the form, with or without JavaScript; fails if the sign-in page comes again. */
export async function signIn(page, origin, login, password = DEMO_PASSWORD) {
  await page.goto(`${origin}/sign-in`);
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", password);
  const answered = page.waitForNavigation();
  await page.press("input[name=password]", "Enter");
  await answered;
  const { pathname } = new URL(page.url());
  if (pathname === "/sign-in") throw new Error(`${login} could not sign in`);
}
