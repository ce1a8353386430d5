// Wakes the islands of a page. The server sends it with pages that have islands; a page is whole without it.
import load, * as frontend from "./switchhook.js";

const state = document.documentElement.dataset;

// Outer islands wake before inner ones. What an island was given as children may hold further islands:
// they run under the owner of the island around them, which its hook makes current.
async function wake(element, enterOwner) {
  if (element.localName === "leptos-island") {
    const name = element.dataset.component;
    if (typeof frontend[name] !== "function") throw new Error(`no island named ${name}`);
    enterOwner?.();
    await frontend[name](element);
  }
  const enter = element.localName === "leptos-children" ? element.$$on_hydrate : enterOwner;
  for (const child of [...element.children]) await wake(child, enter);
}

try {
  await load({ module_or_path: new URL("./switchhook.wasm", import.meta.url) });
  frontend.hydrate();
  await wake(document.body);
  state.islands = "ready";
} catch (error) {
  state.islands = "failed";
  console.error(error);
}
