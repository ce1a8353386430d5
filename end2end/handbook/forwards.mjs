// Call forwards: typed on the page, and read from the platform by means of its own.
import assert from "node:assert/strict";
import { addRow, notice, press, visitPath } from "../harness/people.mjs";

export const KINDS = {
  cfu: "Every call",
  cfb: "If busy",
  cft: "If nobody answers",
  cfna: "If no telephone is connected",
};

/** The panel of a kind, opened by a click on its sentence. */
export async function openKind(page, kind) {
  const panel = page.locator("details.rule").filter({ has: page.locator(".kind", { hasText: KINDS[kind] }) });
  if ((await panel.getAttribute("open")) === null) await panel.locator("> summary").click();
  return panel;
}

/** The sentence that tells what is in force, as it stands on the page without opening anything. */
export async function sentenceOf(page, kind) {
  const panel = page.locator("details.rule").filter({ has: page.locator(".kind", { hasText: KINDS[kind] }) });
  const text = (part) => panel.locator(`> summary ${part}`).innerText();
  return { state: await text(".state"), sentence: await text(".sentence") };
}

/** Types one destination into the row with this number, from 1. */
export async function typeDestination(panel, index, { who = "A number", number, seconds }) {
  const row = panel.getByRole("group", { name: `Destination ${index}`, exact: true });
  await row.getByLabel("Who rings").selectOption({ label: who });
  if (number !== undefined) await row.getByLabel(/^Number/).fill(number);
  await row.getByLabel("Seconds").fill(String(seconds));
}

/** Looks at what will change, and saves it; a form with mistakes is not shown for review. */
export async function saveForwards(page, javaScript) {
  await press(page, javaScript, page.getByRole("button", { name: "Show what will change" }));
  const save = page.getByRole("button", { name: "Save now" });
  if (await save.count()) await press(page, javaScript, save);
}

/** The weekly time of a kind. */
export async function typeWeekly(panel, { days, from, until }) {
  await panel.getByLabel("When").selectOption({ label: "Only at these times" });
  for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]) {
    await panel.getByLabel(day, { exact: true }).setChecked(days.includes(day));
  }
  await panel.getByLabel("From").fill(from);
  await panel.getByLabel("Until").fill(until);
}

/** What the platform holds of a line: by kind the rules with their destinations and times. */
export async function heldForwards(sandbox, id) {
  const { body: mappings } = await sandbox.get(`/api/cfmappings/${id}`);
  const rules = {};
  for (const kind of Object.keys(KINDS)) {
    rules[kind] = [];
    for (const mapping of mappings[kind]) {
      const set = (await sandbox.get(`/api/cfdestinationsets/${mapping.destinationset_id}`)).body;
      const time = mapping.timeset_id && (await sandbox.get(`/api/cftimesets/${mapping.timeset_id}`)).body;
      assert.equal(set.subscriber_id, id);
      rules[kind].push({
        enabled: mapping.enabled,
        destinations: set.destinations
          .toSorted((one, other) => one.priority - other.priority)
          .map(({ destination, timeout, priority }) => ({ destination, timeout, priority })),
        times: time ? time.times : null,
      });
    }
  }
  return { rules, ring: mappings.cft_ringtimeout };
}

/** Destinations as the platform writes them, one after the other. */
export const inOrder = (...pairs) =>
  pairs.map(([destination, timeout], index) => ({ destination, timeout, priority: index + 1 }));

/** The minutes of a week in which rows of a time set hold, Monday 00:00 first; weekday 1 is Sunday. */
export function minutesOf(rows) {
  const numbers = (range, first, last) => {
    if (range === null || range === undefined) return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const [from, to = from] = range.split("-").map(Number);
    const all = [];
    for (let value = from; ; value = value === last ? first : value + 1) {
      all.push(value);
      if (value === to) return all;
    }
  };
  const minutes = new Set();
  for (const row of rows) {
    assert.deepEqual([row.year, row.month, row.mday], [null, null, null]);
    for (const day of numbers(row.wday, 1, 7)) {
      for (const hour of numbers(row.hour, 0, 23)) {
        for (const minute of numbers(row.minute, 0, 59)) minutes.add(((day + 5) % 7) * 1440 + hour * 60 + minute);
      }
    }
  }
  return minutes;
}

/** The same for days by number, Monday is 0, and a time that may go on after midnight. */
export function weekly(days, from, until) {
  const minute = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const length = (minute(until) - minute(from) + 1440) % 1440;
  const minutes = new Set();
  for (const day of days) {
    for (let offset = 0; offset < length; offset += 1) minutes.add((day * 1440 + minute(from) + offset) % 10_080);
  }
  return minutes;
}

const OFFICE = { days: ["Mon", "Tue", "Wed", "Thu", "Fri"], from: "08:30", until: "17:15" };
const NIGHT = { days: ["Fri", "Sat", "Sun"], from: "22:00", until: "06:00" };

/** All four kinds at once, each with several destinations; then one of them off and on again. */
export async function setForwards(life) {
  const { page, origin, javaScript, sandbox, line } = life;
  const path = `/subscribers/${line.id}/forwards`;
  const domain = line.name.split("@")[1];
  await visitPath(page, origin, path, { javaScript });
  for (const kind of Object.keys(KINDS)) assert.equal((await sentenceOf(page, kind)).state, "not set");

  const type = async (kind, ...destinations) => {
    let panel = await openKind(page, kind);
    for (const [index, destination] of destinations.entries()) {
      if (index > 0) {
        await addRow(page, javaScript, panel.locator("[data-rows]"));
        assert.notEqual(await panel.getAttribute("open"), null, `${KINDS[kind]} stays open when a row is added`);
        panel = await openKind(page, kind);
      }
      await typeDestination(panel, index + 1, destination);
    }
    return panel;
  };
  const voicebox = { who: "Voicebox", seconds: 60 };
  const always = await type(
    "cfu",
    { number: "0664 1234567", seconds: 20 },
    { number: "+49 30 1234567", seconds: 35 },
    voicebox,
  );
  await typeWeekly(always, OFFICE);
  await type("cfb", { number: "01 / 880 10 01", seconds: 15 }, voicebox);
  const unanswered = await type("cft", { number: "0664 7654321", seconds: 30 }, { number: "201", seconds: 40 }, voicebox);
  await unanswered.getByLabel("Let this line ring first (seconds)").fill("25");
  const offline = await type("cfna", { number: `night.desk@${domain}`, seconds: 45 }, { number: "0043 512 8801012", seconds: 50 });
  await typeWeekly(offline, NIGHT);
  await saveForwards(page, javaScript);
  assert.match(await notice(page), /^Saved\. The rules below are in force now\.$/);

  const own = (digits) => `sip:${digits}@${domain}`;
  const { rules, ring } = await heldForwards(sandbox, line.id);
  const { body: present } = await sandbox.get(`/api/subscribers/${line.id}`);
  const { cc, ac, sn } = present.primary_number;
  const box = `sip:vmu${cc}${ac}${sn}@voicebox.local`;
  assert.equal(ring, 25);
  assert.deepEqual(Object.values(rules).map((list) => list.length), [1, 1, 1, 1]);
  assert.ok(Object.values(rules).every(([rule]) => rule.enabled));
  const [{ cfu: [cfu], cfb: [cfb], cft: [cft], cfna: [cfna] }] = [rules];
  assert.deepEqual(cfu.destinations, inOrder([own("436641234567"), 20], [own("49301234567"), 35], [box, 60]));
  assert.deepEqual(cfb.destinations, inOrder([own("4318801001"), 15], [box, 60]));
  assert.deepEqual(cft.destinations, inOrder([own("436647654321"), 30], [own("201"), 40], [box, 60]));
  assert.deepEqual(cfna.destinations, inOrder([`sip:night.desk@${domain}`, 45], [own("435128801012"), 50]));
  assert.deepEqual([cfb.times, cft.times], [null, null]);
  assert.deepEqual(minutesOf(cfu.times), weekly([0, 1, 2, 3, 4], "08:30", "17:15"));
  assert.deepEqual(minutesOf(cfna.times), weekly([4, 5, 6], "22:00", "06:00"));

  await visitPath(page, origin, path, { javaScript });
  const { sentence } = await sentenceOf(page, "cfu");
  for (const part of ["+436641234567 rings for 20 s", "then Voicebox", "Mon–Fri 08:30–17:15"]) {
    assert.ok(sentence.includes(part), `${sentence} says ${part}`);
  }
  assert.match((await sentenceOf(page, "cfna")).sentence, /Fri–Sun 22:00 until 06:00 the next day/);
  await switchOff(life, path, rules);
}

/** A forward that is off keeps all that it says, and so do the others. */
async function switchOff({ page, origin, javaScript, sandbox, line }, path, rules) {
  for (const on of [false, true]) {
    await visitPath(page, origin, path, { javaScript });
    const panel = await openKind(page, "cfu");
    await panel.getByLabel("This forward is on").setChecked(on);
    await saveForwards(page, javaScript);
    const after = await heldForwards(sandbox, line.id);
    assert.equal(after.ring, 25);
    assert.deepEqual(after.rules, { ...rules, cfu: [{ ...rules.cfu[0], enabled: on }] });
    assert.equal((await sentenceOf(page, "cfu")).state, on ? "on" : "off");
  }
}
