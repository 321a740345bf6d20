// What the register said of the day at another point of the record, and what it says now: who is told
// of otherwise, as `diff '#157' '#221'` answers, and what was recorded in between, dated on both axes.
"use strict";

/** @typedef {{ details: HTMLDetailsElement, field: HTMLInputElement, fault: HTMLElement,
 *   told: HTMLElement, byDay: boolean, again: () => void }} Revised */

/** @type {Revised} */
let revised;

const REVISIONS = [
  key("newly on file"),
  key("became certain"),
  key("higher on file"),
  key("moved"),
  key("lower on file"),
  key("no longer certain"),
  key("no longer counts"),
  key("no longer left"),
  key("left"),
  key("no longer on file"),
];

/** Build the section once. @param {(change: Partial<State>) => void} ask */
function buildRevision(ask) {
  const take = () => {
    const text = revised.field.value.trim();
    const faulty = !text || knownPosition(text) === null;
    revised.field.setAttribute("aria-invalid", String(faulty));
    revised.fault.textContent = faulty
      ? t("“{text}” is {what}.", { text: short(text, 30), what: notKnown() })
      : "";
    if (!faulty) ask({ against: text.replace("#", "") });
  };
  const field = h("input", {
    id: "against",
    type: "text",
    size: 12,
    autocomplete: "off",
    spellcheck: false,
    placeholder: t("#57 or 2023-10-24"),
    "aria-describedby": "against-fault",
    onchange: take,
  });
  const fault = h("p", { id: "against-fault", class: "fault", role: "status" });
  const told = h("div", {});
  const details = h(
    "details",
    {
      ontoggle: () => {
        if (details.open && !state.against) ask({ against: String(monthBefore(viewOf(state).known)) });
        if (!details.open && state.against) ask({ against: "" });
      },
    },
    h("summary", {}, h("h2", {}, t("What did we say, what do we know"))),
    h("p", {}, h("label", { for: "against" }, `${t("Against the record as known at")} `), field),
    fault,
    told,
  );
  revised = { details, field, fault, told, byDay: false, again: () => {} };
  byId("revision").append(details);
}

/** The position that the record had a month before another, or as far back as it goes.
 * @param {number} known */
function monthBefore(known) {
  const { days } = ledger();
  const day = days.find(([, last]) => known <= last)?.[0] ?? ledger().today;
  return lastUpTo(days, dayOf(dayNumber(day) - 30))?.[1] ?? 0;
}

/** @param {State} state @param {Roster[]} rosters @param {(member: string) => void} ask */
function showRevision(state, rosters, ask) {
  const against = state.against ? knownPosition(state.against) : null;
  revised.details.open = against !== null;
  if (against === null) return revised.told.replaceChildren();
  const typed = /^\d+$/.test(state.against) ? `#${state.against}` : state.against;
  if (revised.field.value !== typed) revised.field.value = typed;
  revised.field.setAttribute("aria-invalid", "false");
  revised.fault.textContent = "";
  const view = viewOf(state);
  const [then, now] = [against, view.known].sort((a, b) => a - b).map((known) => ({ ...view, known }));
  revised.again = () =>
    revised.told.replaceChildren(
      h("p", { class: "quiet" }, caution({ ...view, known: ledger().size }), ofTheDay(then, now)),
      ...rosters.flatMap((roster) => [
        h("h3", {}, mark(roster.slot), bdi(roster.name)),
        revisedTable(roster, then, now, ask),
      ]),
      h("h3", {}, t("Recorded or corrected in between")),
      recordedTable(rosters, then.known, now.known),
    );
  revised.again();
}

/** @param {View} then @param {View} now */
function ofTheDay(then, now) {
  return t("What this register says of {day} at {now}, beside what it said at {then}.", {
    day: inWords(now.on),
    now: positionInWords(now.known),
    then: positionInWords(then.known),
  });
}

/** Whom the register tells of otherwise. @param {Roster} roster @param {View} then @param {View} now
 * @param {(member: string) => void} ask */
function revisedTable(roster, then, now, ask) {
  const { program } = roster;
  const found = revision(program, roster, then, now);
  if (!found.length) return h("p", { class: "quiet" }, t("It said the same of this day."));
  const rows = found.map(({ what, member, before, after }) => {
    const called = (after ?? before)?.called ?? member.name;
    const button = h(
      "button",
      { type: "button", class: "plain", onclick: () => ask(`${program.id}/${member.id}`) },
      bdi(short(called, 80)),
    );
    Object.assign(button.dataset, { revision: what, id: member.id });
    return h(
      "tr",
      {},
      h("td", {}, capital(datesInWords(besideInWords(what)))),
      h("td", {}, button),
      h("td", {}, before ? told(before) : h("span", { class: "quiet" }, t("no member"))),
      h("td", {}, after ? told(after) : h("span", { class: "quiet" }, t("no member"))),
    );
  });
  const at = (/** @type {number} */ known) => t("At {position}", { position: positionInWords(known) });
  const heads = [t("What"), t("Who"), at(then.known), at(now.known)];
  return h(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": t("What is told otherwise: {program}", { program: roster.name }) },
    table(heads, rows),
  );
}

/** What was recorded from one position, which is not included, to another: by the days on which it
 * was, or by those on which it happened. @param {Roster[]} rosters @param {number} from
 * @param {number} to */
function recordedTable(rosters, from, to) {
  const found = rosters.flatMap((roster) => recordedIn(roster.program, from, to).map((one) => ({ ...one, roster })));
  if (!found.length) return h("p", { class: "quiet" }, t("Nothing about these programs."));
  const { byDay } = revised;
  found.sort((a, b) => (byDay && a.day !== b.day ? (a.day < b.day ? -1 : 1) : a.known - b.known));
  const rows = found.map(({ known, date, words, what, roster }) =>
    h(
      "tr",
      {},
      h("td", {}, inWords(recordedOn(known)), h("span", { class: "quiet" }, ` #${known}`)),
      h("td", {}, dateInWords(date)),
      h(
        "td",
        {},
        mark(roster.slot),
        h("span", { class: "unseen" }, ...pieces("{what}: {text}", { what: bdi(roster.name), text: "" })),
        what ? h("span", { class: "tag" }, t(what)) : "",
        bdi(short(words, 300)),
      ),
    ),
  );
  const made = table([t("Recorded"), t("Happened"), t("What")], rows);
  [...made.querySelectorAll("th")].slice(0, 2).forEach((head, place) => {
    const sorted = byDay === (place === 1);
    if (sorted) head.setAttribute("aria-sort", "ascending");
    const sort = h(
      "button",
      {
        type: "button",
        class: "plain",
        onclick: () => {
          revised.byDay = place === 1;
          revised.again();
          /** @type {HTMLElement | undefined} */ ([...revised.told.querySelectorAll("th button")][place])?.focus();
        },
      },
      `${head.textContent}${sorted ? " ↑" : ""}`,
    );
    head.replaceChildren(sort);
  });
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": t("What was recorded") }, made);
}
