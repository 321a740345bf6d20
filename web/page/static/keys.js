// Single keys for what is done most: what they do, a list of them, and a way to turn them off.
"use strict";

const KEPT = "depositary-keys"; // by the browser, where it lets a page keep something

/** What each key does. @type {Record<string, [words: string, act: () => void]>} */
let keys;
/** Whether they do anything: somebody may have turned them off (WCAG 2.1.4). */
let keysWork = true;

/** Build the list, and listen. @param {(change: Partial<State>) => void} ask
 * @param {(on: Day, settled: boolean) => void} go */
function buildKeys(ask, go) {
  keysWork = kept() !== "off";
  const to = (/** @type {string} */ id) => () => {
    const found = /** @type {HTMLElement} */ (byId(id));
    found.scrollIntoView();
    found.focus();
  };
  const section = (/** @type {string} */ id) => () => byId(id).scrollIntoView();
  keys = {
    f: [t("Find a program, a state or a body"), to("find")],
    d: [t("Type a date"), to("exact")],
    n: [t("Event after"), () => stepByEvent(1, go)],
    p: [t("Event before"), () => stepByEvent(-1, go)],
    h: [t("Play history, or pause"), () => toggle(go)],
    m: [t("Map or squares"), () => (section("pictures")(), ask({ map: state.map ? "" : "squares" }))],
    r: [t("To the rosters"), to("programs")],
    w: [t("To who is in which"), section("both")],
    c: [t("To what changed"), section("changes")],
    t: [t("To what can be taken away"), section("take")],
    "?": [t("These keys"), showKeys],
  };
  addEventListener("keydown", pressed);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const { key, target, ctrlKey, altKey, metaKey } = event;
  const found = keys[key];
  if (!found || ctrlKey || altKey || metaKey || state.embed || document.querySelector("dialog[open]")) return;
  if ((!keysWork && key !== "?") || isTyped(target)) return;
  event.preventDefault();
  found[1]();
}

/** Whether letters are typed into an element. @param {EventTarget | null} target */
function isTyped(target) {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches("textarea, select, [contenteditable], input:not([type=range]):not([type=checkbox])");
}

/** Show what each key does, and whether they work. */
function showKeys() {
  const dialog = h("dialog", { class: "keys", "aria-labelledby": "keys-title", onclose: () => dialog.remove() });
  const rows = Object.entries(keys).map(([key, [words]]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, words)));
  const turned = h("input", { type: "checkbox", checked: keysWork, onchange: () => turnKeys(turned.checked) });
  dialog.append(
    h("form", { method: "dialog" }, h("button", { class: "close", "aria-label": t("Close") }, "×")),
    h("h2", { id: "keys-title" }, t("Keys")),
    h("table", {}, h("tbody", {}, ...rows)),
    h("p", { class: "quiet" }, t("On the slider: arrows by a day, Page Up and Page Down by an event.")),
    h("p", {}, h("label", {}, turned, ` ${t("Single keys work")}`)),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {boolean} on */
function turnKeys(on) {
  keysWork = on;
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // kept until the page is left
  }
}

/** What was chosen before, where the browser kept it. */
function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
