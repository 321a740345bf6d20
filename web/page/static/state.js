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

const ASKABLE = ["programs", "on", "since", "known", "published", "tiers", "min", "kind", "disputed", "against", "member", "map", "embed", "part", "theme"];

/** The state that an address asks for. What it asks for that there is not stands in `faults`, each in
 * a sentence: nothing is answered in its place. @param {Location} address @returns {State} */
function readState(address) {
  const hash = new URLSearchParams(address.hash.slice(1));
  const asked = new URLSearchParams(address.search.slice(1));
  for (const [name, value] of hash) asked.set(name, value);
  const { today, programs, shown } = ledger();
  /** @type {string[]} */
  const faults = [];
  const text = (/** @type {string} */ name) => asked.get(name) ?? "";
  /** @param {string} found @param {string} wanted @template T @param {T} value */
  const amiss = (found, wanted, value) => (faults.push(t("“{text}” is {what}.", { text: short(found, 60), what: wanted })), value);
  const day = (/** @type {string} */ name) =>
    !text(name) || isDay(text(name))
      ? text(name)
      : amiss(text(name), t("no day that there is; a day is written as 2023-09-30"), "");
  const list = (
    /** @type {string} */ name,
    /** @type {(one: string) => string | undefined} */ find,
    /** @type {string} */ wanted,
  ) => {
    const found = text(name).split(",").filter(Boolean);
    return [...new Set(found.flatMap((one) => find(one) ?? amiss(one, wanted, [])))];
  };
  const among = (/** @type {string[]} */ all) => (/** @type {string} */ one) =>
    all.find((other) => other === one);

  for (const name of hash.keys())
    if (name && !ASKABLE.includes(name))
      amiss(name, t("nothing that can be asked here: there are {names}", { names: ASKABLE.join(", ") }), null);
  const chosen = list("programs", programNamed, t("no program on file here"));
  if (chosen.length > MOST_PROGRAMS)
    amiss(text("programs"), t("more than the {n} programs that fit side by side", { n: MOST_PROGRAMS }), null);
  const on = day("on") || today;
  const since = day("since") || yearBefore(on);
  if (knownPosition(text("known")) === null) amiss(text("known"), notKnown(), null);
  if (knownPosition(text("against")) === null) amiss(text("against"), notKnown(), null);
  const min = text("min");
  if (min && !/^[1-9]\d{0,3}$/.test(min)) amiss(min, t("no number of sources from 1 to 9999"), null);
  const [id] = text("member").split("/");
  const member = !id || programs.some((one) => one.id === id);
  if (!member) amiss(text("member"), t("no program and participant: such are written as ilrs/EGY"), null);
  const disputed = text("disputed");
  if (disputed && disputed !== "widen")
    amiss(disputed, t("not widen, which is all that disputed can be"), null);
  const embed = text("embed");
  if (embed && embed !== "1") amiss(embed, t("not 1, which is all that embed can be"), null);
  const one = (/** @type {string} */ name, /** @type {string[]} */ all) =>
    list(name, among(all), t("none of {names}", { names: all.join(", ") }))[0] ?? "";
  return {
    programs: chosen.length ? chosen.slice(0, MOST_PROGRAMS) : shown,
    on,
    since,
    known: knownPosition(text("known")) === null ? "" : text("known"),
    published: day("published"),
    tiers: list("tiers", among(TIERS), t("no tier: there are {names}", { names: TIERS.join(", ") })),
    min: Number(min) || 0,
    kind: list("kind", among(KINDS), t("no kind: there are {names}", { names: KINDS.join(", ") }))[0] ?? "",
    widen: disputed === "widen",
    against: knownPosition(text("against")) === null ? "" : text("against"),
    member: member ? text("member") : "",
    embed: embed === "1",
    map: one("map", ["squares"]),
    part: one("part", EMBEDDED),
    theme: one("theme", THEMES),
    faults,
  };
}

/** That a text names no moment of the record. */
function notKnown() {
  return t("no position up to #{n} and no day, such as 2023-09-30", { n: ledger().size });
}

/** The id of the program that goes by a name, an alias or an id, in letters large or small.
 * @param {string} text */
function programNamed(text) {
  const asked = text.trim().toLowerCase();
  return ledger().programs.find(({ id, aliases, definitions }) =>
    [id, ...aliases, ...definitions.map(({ name }) => name)].some((one) => one.toLowerCase() === asked),
  )?.id;
}

/** Tell what an address asks for that there is not. @param {State} state
 * @param {(change: Partial<State>) => void} ask @returns {boolean} whether there is something */
function showFaults({ faults }, ask) {
  const notice = byId("address");
  notice.hidden = !faults.length;
  notice.replaceChildren(
    h("h2", {}, t("This address asks for something that there is not")),
    h("ul", {}, ...faults.map((fault) => h("li", {}, bdi(fault)))),
    h("button", { type: "button", onclick: () => ask({}) }, t("Show what remains without it")),
  );
  if (faults.length) document.title = t("An address that asks for what there is not");
  return faults.length > 0;
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
  if (state.against) asked.set("against", state.against);
  if (state.member) asked.set("member", state.member);
  if (state.map) asked.set("map", state.map);
  if (state.embed) asked.set("embed", "1");
  if (state.part) asked.set("part", state.part);
  if (state.theme) asked.set("theme", state.theme);
  return `#${asked.toString().replaceAll("%2C", ",").replaceAll("%2F", "/").replaceAll("%23", "")}`;
}

/** The part of an address that asks for a state as it is answered now, whatever is recorded later.
 * @param {State} state */
function exactly(state) {
  return writeState({ ...state, known: String(viewOf(state).known) });
}

/** What a printed page says of where it is to be found: under the address of its publisher, if it has
 * one. @param {State} state */
function printedAddress(state) {
  /** @type {HTMLLinkElement | null} */
  const canonical = document.querySelector("link[rel=canonical]");
  const page = (canonical?.href ?? location.href).replace(/#.*$/, "");
  return h("p", { class: "printed" }, ...pieces("This view: {address}", { address: bdi(`${page}${exactly(state)}`) }));
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
