// Who joined, left or changed since a second date.
"use strict";

/** @type {DayField} */
let sinceField;

const CHANGES = [
  "joined",
  "continued",
  "succeeded",
  "may have joined",
  "became certain",
  "rose",
  "redated",
  "may have left",
  "fell",
  "left",
  "was expelled",
  "ceased to exist",
  "the program ended",
];
const CHANGE_WORDS = /** @type {Record<string, string>} */ ({
  joined: t("Joined"),
  continued: t("Went on for another"),
  succeeded: t("Succeeded another"),
  "may have joined": t("May have joined"),
  "became certain": t("Became certain"),
  rose: t("Rose in status"),
  fell: t("Fell in status"),
  redated: t("Dated otherwise"),
  "may have left": t("May have left"),
  left: t("Left"),
  "was expelled": t("Expelled"),
  "ceased to exist": t("Ceased to exist"),
  "the program ended": t("In it when the program ended"),
});

/** Build the section once. @param {(since: Day) => void} go */
function buildChanges(go) {
  sinceField = dayField("since", (day) => day && go(day), true);
  byId("changes").append(
    h("h2", {}, h("label", { for: "since", id: "since-label" }, `${t("What changed since")} `), sinceField.whole),
    h("div", { class: "columns" }),
  );
}

/** @param {State} state @param {Roster[]} rosters @param {(member: string) => void} ask */
function showChanges(state, rosters, ask) {
  sinceField.show(state.since);
  const view = viewOf(state);
  const [from, to] = [state.since, state.on].sort();
  byId("since-label").textContent =
    state.since > state.on
      ? `${t("What changed after {day}, until", { day: inWords(state.on) })} `
      : `${t("What changed since")} `;
  const columns = rosters.map((after) => {
    const earlier = rosterOf(after.program, after, { ...view, on: from });
    const later = to === view.on ? after : rosterOf(after.program, after, { ...view, on: to });
    const found = difference(earlier, later, { ...view, on: to });
    return h(
      "div",
      { class: `column p${after.slot}` },
      h("h3", {}, mark(after.slot), bdi(after.name)),
      ...(found.length
        ? listChanges(after.program, found, ask)
        : [h("p", { class: "quiet" }, t("No change."))]),
    );
  });
  /** @type {Element} */ (byId("changes").querySelector(".columns")).replaceChildren(...columns);
}

/** @param {Program} program @param {Change[]} found @param {(member: string) => void} ask */
function listChanges(program, found, ask) {
  const whats = new Set(found.map((one) => one.what));
  const others = [...whats].filter((what) => !CHANGES.includes(what)).sort(); // beside a status
  return [...CHANGES.filter((what) => whats.has(what)), ...others].map((what) => {
    const of = found.filter((one) => one.what === what);
    const names = of.flatMap(({ member, after, before }, place) => {
      const button = h(
        "button",
        { type: "button", class: "plain", onclick: () => ask(`${program.id}/${member.id}`) },
        bdi(short((after ?? before)?.called ?? member.name, 80)),
      );
      Object.assign(button.dataset, { change: what, id: member.id });
      const entry = after ?? before;
      button.title = entry ? standing(entry, dateInWords) : "";
      const now = after?.beside ?? [];
      const gone = after ? less(before?.beside ?? [], now) : [];
      const marks = flags({ beside: [...now, ...gone], disputed: entry?.disputed ?? [] });
      return place ? [", ", button, ...marks] : [button, ...marks];
    });
    return h(
      "p",
      {},
      h("span", { class: "what" }, `${CHANGE_WORDS[what] ?? capital(besideInWords(what))} (${of.length}) `),
      ...names,
    );
  });
}
