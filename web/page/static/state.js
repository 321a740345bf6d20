// The state of the page and its address: what is asked stands after the # (or the ?), so that a
// view can be cited and comes back as it was.
"use strict";

const TIERS = ["official", "press", "reference", "aggregator"];
const KINDS = [
  "state",
  "territory",
  "subnational",
  "agency",
  "intergovernmental",
  "company",
  "university",
  "ngo",
];
const MOST_PROGRAMS = 6;

/** The state that an address asks for. @param {Location} address @returns {State} */
function readState(address) {
  const asked = new URLSearchParams(address.search.slice(1));
  for (const [name, value] of new URLSearchParams(address.hash.slice(1))) asked.set(name, value);
  const { today, programs, shown } = ledger();
  const text = (/** @type {string} */ name) => asked.get(name) ?? "";
  const list = (/** @type {string} */ name, /** @type {string[]} */ known) =>
    [...new Set(text(name).split(","))].filter((one) => known.includes(one));
  const day = (/** @type {string} */ name) => (isDay(text(name)) ? text(name) : "");
  const ids = programs.map((one) => one.id);
  const chosen = list("programs", ids).slice(0, MOST_PROGRAMS);
  const on = day("on") || today;
  return {
    programs: chosen.length ? chosen : shown,
    on,
    since: day("since") || yearBefore(on),
    known: text("known"),
    published: day("published"),
    tiers: list("tiers", TIERS),
    min: /^[1-9]\d{0,3}$/.test(text("min")) ? Number(text("min")) : 0,
    kind: list("kind", KINDS)[0] ?? "",
    widen: text("disputed") === "widen",
    member: text("member"),
    embed: text("embed") === "1",
  };
}

/** The part of an address, after the #, that asks for a state. @param {State} state */
function writeState(state) {
  const asked = new URLSearchParams();
  asked.set("programs", state.programs.join(","));
  asked.set("on", state.on);
  if (state.since !== yearBefore(state.on)) asked.set("since", state.since);
  if (state.known) asked.set("known", state.known);
  if (state.published) asked.set("published", state.published);
  if (state.tiers.length) asked.set("tiers", state.tiers.join(","));
  if (state.min) asked.set("min", String(state.min));
  if (state.kind) asked.set("kind", state.kind);
  if (state.widen) asked.set("disputed", "widen");
  if (state.member) asked.set("member", state.member);
  if (state.embed) asked.set("embed", "1");
  return `#${asked.toString().replaceAll("%2C", ",").replaceAll("%2F", "/").replaceAll("%23", "")}`;
}

/** @param {Day} day @returns {Day} */
function yearBefore(day) {
  const before = `${String(Number(day.slice(0, 4)) - 1).padStart(4, "0")}${day.slice(4)}`;
  return isDay(before) ? before : `${before.slice(0, 8)}28`; // 29 February
}

/** The position that "as known at" names, or null where it names none. @param {string} text */
function knownPosition(text) {
  const { size, days } = ledger();
  if (!text) return size;
  const position = /^#?(\d{1,9})$/.exec(text);
  if (position) return Number(position[1]) <= size ? Number(position[1]) : null;
  if (!isDay(text)) return null;
  return lastUpTo(days, text)?.[1] ?? 0;
}

/** @param {State} state @returns {View} */
function viewOf(state) {
  const known = knownPosition(state.known) ?? ledger().size;
  const { on, published, tiers, min, kind, widen } = state;
  return { known, on, published, tiers, min, kind, widen };
}
