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
  joined: "Joined",
  continued: "Went on for another",
  succeeded: "Succeeded another",
  "may have joined": "May have joined",
  "became certain": "Became certain",
  rose: "Rose in status",
  fell: "Fell in status",
  redated: "Dated otherwise",
  "may have left": "May have left",
  left: "Left",
  "was expelled": "Expelled",
  "ceased to exist": "Ceased to exist",
  "the program ended": "In it when the program ended",
});

/** Build the section once. @param {(since: Day) => void} go */
function buildChanges(go) {
  sinceField = dayField("since", (day) => day && go(day), true);
  byId("changes").append(
    h("h2", {}, h("label", { for: "since", id: "since-label" }, "What changed since "), sinceField.whole),
    h("div", { class: "columns" }),
  );
}

/** @param {State} state @param {Roster[]} rosters @param {(member: string) => void} ask */
function showChanges(state, rosters, ask) {
  sinceField.show(state.since);
  const view = viewOf(state);
  const [from, to] = [state.since, state.on].sort();
  byId("since-label").textContent =
    state.since > state.on ? `What changed after ${inWords(state.on)}, until ` : "What changed since ";
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
        : [h("p", { class: "quiet" }, "No change.")]),
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
      h("span", { class: "what" }, `${CHANGE_WORDS[what] ?? capital(what)} (${of.length}) `),
      ...names,
    );
  });
}

/** @param {string} words */
function capital(words) {
  return `${words[0].toUpperCase()}${words.slice(1)}`;
}
