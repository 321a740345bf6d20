// The programs side by side: how many members of each kind, who they are, and who is in all.
"use strict";

const SHAPES = [
  "M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2Z",
  "M3 3h10v10H3Z",
  "M8 2l6.5 12h-13Z",
  "M5.5 2h5v3.5H14v5h-3.5V14h-5v-3.5H2v-5h3.5Z",
  "M8 14L1.5 2h13Z",
  "M14 8L2 14.5v-13Z",
];
const KIND_WORDS = /** @type {Record<string, [string, string]>} */ ({
  state: [t("state"), t("states")],
  territory: [t("territory"), t("territories")],
  subnational: [t("part of a state"), t("parts of states")],
  agency: [t("agency"), t("agencies")],
  intergovernmental: [t("intergovernmental organisation"), t("intergovernmental organisations")],
  company: [t("company"), t("companies")],
  university: [t("university"), t("universities")],
  ngo: [t("non-governmental organisation"), t("non-governmental organisations")],
  unknown: [t("of unknown kind"), t("of unknown kind")],
});

/** "30 states". @param {number} count @param {string} kind */
function counted(count, kind) {
  const words = KIND_WORDS[kind] ?? [kind, kind];
  return `${count} ${words[PLURALS.select(count) === "one" ? 0 : 1]}`;
}

/** The mark of a program: its colour and its shape. @param {number} slot */
function mark(slot) {
  return svg(
    "svg",
    { class: `mark p${slot}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: SHAPES[slot] }),
  );
}

/** Which colour and shape each of some programs has: its own by the order in which programs were
 * filed, whatever it is shown with; of two with the same, the one filed later takes the next.
 * @param {string[]} ids @returns {number[]} */
function slotsOf(ids) {
  const filed = ledger().programs.toSorted((a, b) => a.filed - b.filed).map((one) => one.id);
  /** @type {Map<number, string>} */
  const taken = new Map();
  for (const id of filed.filter((one) => ids.includes(one))) {
    let slot = filed.indexOf(id) % SHAPES.length;
    while (taken.has(slot)) slot = (slot + 1) % SHAPES.length;
    taken.set(slot, id);
  }
  return ids.map((id) => [...taken].find(([, one]) => one === id)?.[0] ?? 0);
}

/** @param {State} state @param {(Roster | string)[]} rosters those loaded, and the names of others
 * @param {(member: string) => void} ask */
function showPrograms(state, rosters, ask) {
  const section = byId("programs");
  section.dataset.count = String(rosters.length);
  keep(
    section,
    rosters,
    (one) => (typeof one === "string" ? one : one.program.id),
    (one) => (typeof one === "string" ? "waiting" : `${one.slot} ${one.name}`),
    (one) => (typeof one === "string" ? waiting(one) : column(one)),
  );
  for (const roster of rosters) if (typeof roster !== "string") fill(roster, viewOf(state), ask);
}

/** @param {string} id */
function waiting(id) {
  return h(
    "article",
    { class: "program", "aria-busy": "true" },
    h("h2", {}, bdi(definition(id, ledger().size).name)),
    h("p", { class: "quiet" }, t("Loading …")),
  );
}

/** @param {Roster} roster */
function column({ program, name, slot }) {
  const id = `name-${program.id}`;
  const made = h(
    "article",
    { class: `program p${slot}`, "aria-labelledby": id },
    h("h2", { id }, mark(slot), bdi(name)),
    h("p", { class: "count" }),
    h("p", { class: "ended quiet" }),
    h("ul", { class: "kinds" }),
    h("p", { class: "coverage quiet" }),
    h("p", { class: "short quiet" }),
    h("ul", { class: "members", "aria-label": t("Members: {program}", { program: name }) }),
    h("h3", { class: "bodies" }, t("Members other than states")),
    h("ul", { class: "members bodies", "aria-label": t("Members other than states: {program}", { program: name }) }),
    h("p", { class: "omitted quiet" }),
    h("details", { class: "others" }, h("summary", {}), h("ul", { class: "members" })),
  );
  made.id = `program-${program.id}`;
  return made;
}

const [ONE_MEMBER, MEMBERS] = ["{n} member", "{n} members"];

/** @param {Roster} roster @param {View} view @param {(member: string) => void} ask */
function fill(roster, view, ask) {
  const { known, on } = view;
  const column = byId(`program-${roster.program.id}`);
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (column.querySelector(name));
  const certain = roster.entries.filter((entry) => entry.certain).length;
  const possible = roster.entries.length - certain;
  part(".count").replaceChildren(
    ...pieces(PLURALS.select(certain) === "one" ? ONE_MEMBER : MEMBERS, {
      n: h("strong", {}, String(certain)),
    }).filter(present),
    ...(possible
      ? [h("span", { class: "maybe" }, ` ${t("and possibly {n} more", { n: possible })}`)]
      : []),
  );
  part(".ended").textContent = ending(roster.program, known, on);
  part(".coverage").textContent = coverage(roster.program, known);
  part(".short").textContent = datesInWords(countsMore(roster.program, view));
  part(".kinds").replaceChildren(
    ...byKind(roster).map(([kind, count]) =>
      h(
        "li",
        {},
        counted(count.certain, kind),
        count.possible ? h("span", { class: "maybe" }, ` ${t("+ {n} possibly", { n: count.possible })}`) : "",
      ),
    ),
  );
  const usual = commonest(roster.entries.map((entry) => entry.status));
  const states = roster.entries.filter(({ member }) => member.kind === "state");
  const bodies = roster.entries.filter(({ member }) => member.kind !== "state");
  const mixed = states.length > 0 && bodies.length > 0;
  part("h3.bodies").hidden = !mixed;
  part("ul.bodies").hidden = !mixed;
  for (const [list, entries] of /** @type {[string, Entry[]][]} */ ([
    [".members", mixed ? states : roster.entries],
    ["ul.bodies", mixed ? bodies : []],
  ]))
    keep(
      part(list),
      entries,
      (one) => one.member.id,
      (one) =>
        `${one.called} ${standing(one)} ${one.certain} ${marksOf(one)} ${one.status !== usual} ${sourcesOf(one, known)}`,
      (one) => item(roster.program, one, one.status !== usual, known, ask),
    );
  part(".omitted").textContent = omission(roster);
  const others = /** @type {HTMLDetailsElement} */ (part(".others"));
  const refill = () => fillOthers(roster, others, view, ask);
  others.ontoggle = refill;
  refill();
}

/** That a program had ended by a day, or may have, in a sentence. @param {Program} program @param {number} known
 * @param {Day} on */
function ending({ lives }, known, on) {
  const [, , ended] = lastUpTo(lives, known) ?? [0, null, null];
  if (!ended || ended[0] > on) return "";
  const ceased =
    ended[1] <= on ? "It ceased to exist on {date}." : "It may have ceased to exist on {date}.";
  return t(ceased, { date: dateInWords(ended[2]) });
}

/** How complete a program's list is, as it says itself. @param {Program} program
 * @param {number} known */
function coverage({ id }, known) {
  const { coverage, coverage_note: note } = definition(id, known);
  return coverage
    ? `${t("Coverage: {coverage}.", { coverage: t(coverage) })} ${note ?? ""}`.trim()
    : "";
}

/** About whom the page has no answer, in a sentence. @param {Roster} roster */
function omission({ omitted, program }) {
  if (!omitted.length) return "";
  const names = omitted.map(({ name }) => name).join(", ");
  return `${t("Not counted here: {names}.", { names })} ${tooMuch(`roster ${program.id}`)}`;
}

/** What to ask instead. @param {string} command */
function tooMuch(command) {
  return t("Too much is on file for the page to tell: ask ‘depositary {command}’.", { command });
}

/** What stands there most often. @param {string[]} texts */
function commonest(texts) {
  const times = (/** @type {string} */ text) => texts.filter((one) => one === text).length;
  return [...new Set(texts)].sort((a, b) => times(b) - times(a))[0];
}

/** How many sources are on file about somebody, and whether they differ. @param {Entry} entry
 * @param {number} known */
function sourcesOf({ member, disputed }, known) {
  const [, count] = lastUpTo(member.sources, known) ?? [0, 0];
  const differ = disputed.filter((kind) => kind !== "act disputed").map((kind) => DISPUTES[kind]);
  return [many(count, "{n} source", "{n} sources"), ...differ].join(", ");
}

/** @param {Program} program @param {Entry} entry @param {boolean} withStatus @param {number} known
 * @param {(member: string) => void} ask */
function item(program, entry, withStatus, known, ask) {
  const { member, called, status, since, statusSince, certain } = entry;
  const made = h(
    "li",
    { class: certain ? "certain" : "possible" },
    h(
      "button",
      { type: "button", onclick: () => ask(`${program.id}/${member.id}`) },
      h("span", { class: "name" }, bdi(called)),
      certain ? "" : h("span", { class: "flag maybe" }, t("possibly")),
      ...flags(entry),
      h(
        "span",
        { class: "facts" },
        h(
          "span",
          { class: "since" },
          h("span", { class: withStatus ? "" : "unseen" }, `${t(status)} `),
          h("span", { class: "unseen" }, `${t("since")} `),
          dateInWords(statusSince),
          since === statusSince ? "" : t(", member {date}", { date: dateInWords(since) }),
        ),
        h("span", { class: "word" }, sourcesOf(entry, known), h("span", { "aria-hidden": "true" }, " ›")),
      ),
    ),
  );
  Object.assign(made.dataset, {
    id: member.id,
    certainty: certain ? "certain" : "possible",
    status,
    since,
    statusSince,
    marks: [...entry.beside.map(({ words }) => words), ...entry.disputed].join("; "),
  });
  return made;
}

/** What else is to be known of an entry, in words. @param {Entry} entry */
function marksOf({ beside, disputed }) {
  const words = beside.map(({ words }) => datesInWords(words));
  return [...words, ...disputed.map((kind) => DISPUTES[kind])].join(t("; "));
}

/** What of it is to be shown at once. That a source gives another day is said beside the sources, and
 * is no doubt about the membership. @param {Pick<Entry, "beside" | "disputed">} entry */
function flags({ beside, disputed }) {
  const contested = disputed.filter((kind) => kind === "act disputed");
  return [
    ...beside.map(({ words }) => h("span", { class: "flag beside" }, datesInWords(words))),
    ...contested.map((kind) => h("span", { class: "flag disputed" }, DISPUTES[kind])),
  ];
}

/** Who was ever named in the program, and is not on this roster; why, where that is looked at.
 * @param {Roster} roster @param {HTMLDetailsElement} details @param {View} view
 * @param {(member: string) => void} ask */
function fillOthers(roster, details, view, ask) {
  const on = new Set(roster.entries.map((entry) => entry.member.id));
  const others = roster.program.participants.filter((member) => !on.has(member.id));
  details.hidden = !others.length;
  const [summary, list] = details.children;
  const why = (/** @type {Member} */ one) => (details.open ? aside(one, roster.program, view) : "");
  summary.textContent = many(
    others.length,
    "{n} more on file, not on this roster",
    "{n} more on file, not on this roster",
  );
  keep(
    list,
    others,
    (one) => one.id,
    (one) => why(one),
    (one) =>
      h(
        "li",
        { class: "other" },
        h(
          "button",
          { type: "button", onclick: () => ask(`${roster.program.id}/${one.id}`) },
          h("span", { class: "name" }, bdi(one.name)),
          h("span", { class: "facts" }, h("span", { class: "since" }, why(one))),
        ),
      ),
  );
}

/** Why somebody is not on a roster, in a few words. @param {Member} member @param {Program} program
 * @param {View} view */
function aside(member, program, view) {
  if (isOmitted(member, view)) return "";
  if (view.kind && member.kind !== view.kind) return KIND_WORDS[member.kind]?.[0] ?? member.kind;
  const { members } = definition(program.id, view.known);
  const { spans } = alive(caseOf(member, view), member, program, view);
  const now = spans.find(([start, end]) => start <= view.on && (end === null || view.on < end));
  if (now) return t("only {status}", { status: withArticle(possibleIn(now).map(([status]) => status)) });
  const counting = spans.filter((span) => asMember(span, members));
  const later = counting.find(([start]) => start > view.on);
  if (later) return t("from {date}", { date: dateInWords(later[3].find(([status]) => members.includes(status))?.[1] ?? later[0]) });
  const end = counting.at(-1)?.[1];
  return end ? t("until {date}", { date: inWords(dayOf(dayNumber(end) - 1)) }) : t("no act on file that counts");
}
