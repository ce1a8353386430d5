// Accessibility that a program can check.
import AxeBuilder from "@axe-core/playwright";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** So many places are named for each rule. */
const PLACES = 5;

/** Fails with a readable list if the page breaks a rule. `exclude`: selectors of parts not to look at. */
export async function checkAccessibility(page, { exclude = [] } = {}) {
  const builder = exclude.reduce((axe, part) => axe.exclude(part), new AxeBuilder({ page }).withTags(RULES));
  const { violations } = await builder.analyze();
  if (violations.length === 0) return;
  const list = violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, PLACES).map(({ target, failureSummary }) => {
      // The first line only says that something must be fixed.
      const why = failureSummary.split("\n").slice(1, 2).join().trim();
      return `    ${target.join(" ")}: ${why}`;
    });
    const more = nodes.length > PLACES ? [`    and ${nodes.length - PLACES} more`] : [];
    return [`  ${id}: ${help}`, ...places, ...more].join("\n");
  });
  throw new Error(`${page.url()} is not accessible:\n${list.join("\n")}`);
}

/** Fails if the page is wider than the window. */
export async function checkNoSidewaysScroll(page) {
  const { content, view } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    view: document.documentElement.clientWidth,
  }));
  if (content > view) throw new Error(`${page.url()} is ${content} px wide in a window of ${view} px`);
}
