// Pictures of a page as people see it: at a desk and on a phone, in light and in dark.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SCHEMES, SIZES } from "./browser.mjs";
import { ROOT } from "./portal.mjs";

const RESULTS = join(ROOT, "end2end/results");

/**
 * Saves end2end/results/<name>.<size>.<scheme>.png, one for each size and scheme; `show(page, { size, scheme })` brings the page there.
 * `options` are those of a visit. Returns the files.
 */
export async function screenshots(browser, name, show, options = {}) {
  await mkdir(RESULTS, { recursive: true });
  const files = [];
  for (const size of Object.keys(SIZES)) {
    for (const scheme of SCHEMES) {
      const path = join(RESULTS, `${name}.${size}.${scheme}.png`);
      await browser.visit({ ...options, size, scheme }, async (page) => {
        await show(page, { size, scheme });
        await page.screenshot({ path, fullPage: true, animations: "disabled" });
      });
      files.push(path);
    }
  }
  return files;
}
