// Who is in which of the programs shown: a line for each participant and a column for each program, of
// those who are in all of them, in so many at least, or in any; to be sorted, and searched by name.
"use strict";

/** @typedef {{ heading: HTMLElement, least: HTMLSelectElement, find: HTMLInputElement, head: HTMLElement,
 *   body: HTMLElement, whole: HTMLElement, none: HTMLElement, chosen: number,
 *   sorted: string, again: () => void }} Matrix */
/** Somebody with the entry on each roster, if there is one. @typedef {{ member: Member, called: string,
 *   entries: (Entry | undefined)[], many: number }} Line */

/** @type {Matrix} */
let matrix;
const NAME = "name"; // by which it is sorted, instead of a program

/** Build the section once. */
function buildMatrix() {
  const least = h("select", { id: "least", onchange: () => ((matrix.chosen = Number(least.value)), matrix.again()) });
  const find = h("input", { id: "who", type: "text", size: 16, autocomplete: "off", spellcheck: false, oninput: () => matrix.again() });
  const head = h("tr", {});
  const body = h("tbody", {});
  const whole = h(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": t("Who is in which") },
    h("table", {}, h("thead", {}, head), body),
  );
  const heading = h("h2", {});
  const none = h("p", { class: "quiet", role: "status" });
  matrix = { heading, least, find, head, body, whole, none, chosen: 0, sorted: NAME, again: () => {} };
  byId("both").append(
    heading,
    h(
      "div",
      { class: "controls" },
      h("span", {}, h("label", { for: "least" }, `${t("Those who are")} `), least),
      h("span", {}, h("label", { for: "who" }, `${t("Find a name")} `), find),
    ),
    whole,
    none,
  );
}

/** Bring the section up to date. @param {Roster[]} rosters @param {(member: string) => void} ask */
function showMatrix(rosters, ask) {
  byId("both").hidden = rosters.length < 2;
  if (rosters.length < 2) return;
  const lines = linesOf(rosters);
  const inSoMany = (/** @type {number} */ least) => lines.filter(({ many }) => many >= least);
  offer(rosters.length, inSoMany);
  matrix.again = () => {
    const least = Number(matrix.least.value);
    const asked = plain(matrix.find.value.trim());
    const shown = inSoMany(least).filter(({ member, called }) => [called, member.name, member.id].some((one) => plain(one).includes(asked)));
    matrix.heading.replaceChildren(inHowMany(least, rosters.length), " ", h("span", { class: "number" }, String(inSoMany(least).length)));
    showHead(rosters);
    keep(
      matrix.body,
      shown.sort(orderOf(rosters)),
      ({ member }) => member.id,
      ({ called, entries }) => [called, ...rosters.map(({ program }) => program.id), ...entries.map((one) => one && `${one.since} ${one.certain}`)].join(),
      (line) => lineOf(line, rosters, ask),
    );
    matrix.whole.hidden = !shown.length;
    matrix.none.textContent = shown.length ? "" : asked ? t("Nobody there goes by that name.") : t("Nobody on that day.");
  };
  matrix.again();
}

/** Everybody on some rosters, by name. @param {Roster[]} rosters @returns {Line[]} */
function linesOf(rosters) {
  /** @type {Map<string, Line>} */
  const found = new Map();
  rosters.forEach(({ entries }, place) => {
    for (const entry of entries) {
      const { member, called } = entry;
      const line = found.get(member.id) ?? { member, called, entries: rosters.map(() => undefined), many: 0 };
      line.entries[place] = entry;
      line.many += 1;
      found.set(member.id, line);
    }
  });
  return [...found.values()].sort((a, b) => byName(a.called, b.called));
}

/** Offer those who are in all programs, in so many of them, or in any; of more than two, at first those
 * who are in the most. @param {number} all
 * @param {(least: number) => Line[]} inSoMany */
function offer(all, inSoMany) {
  const some = Array.from({ length: all }, (_, place) => all - place).find((one) => inSoMany(one).length);
  const before = matrix.chosen && matrix.chosen <= all ? matrix.chosen : all > 2 ? (some ?? all) : all;
  const options = Array.from({ length: all }, (_, place) => {
    const words = t("{what} ({n})", { what: inHowMany(all - place, all), n: inSoMany(all - place).length });
    return h("option", { value: String(all - place) }, words);
  });
  matrix.least.replaceChildren(...options);
  matrix.least.value = String(before);
}

/** @param {number} least @param {number} all */
function inHowMany(least, all) {
  if (least === 1) return all === 2 ? t("In one or both") : t("In any");
  if (least === all) return all === 2 ? t("In both") : t("In all {n}", { n: all });
  return t("In {n} of {all} or more", { n: least, all });
}

/** @param {Roster[]} rosters */
function showHead(rosters) {
  const column = (/** @type {string} */ by, /** @type {Child[]} */ label) => {
    const sorted = matrix.sorted === by;
    const sort = h(
      "button",
      {
        type: "button",
        class: "plain",
        onclick: () => {
          matrix.sorted = by;
          matrix.again();
          /** @type {HTMLElement | null} */ (matrix.head.querySelector("[aria-sort] button"))?.focus();
        },
      },
      ...label,
      sorted ? " ↑" : "",
    );
    return h("th", { scope: "col", "aria-sort": sorted ? "ascending" : null }, sort);
  };
  matrix.head.replaceChildren(
    column(NAME, [t("Who")]),
    ...rosters.map(({ program, name, slot }) => column(program.id, [mark(slot), bdi(short(name, 40))])),
  );
}

/** By name, or by the day of joining a program: who is not in it comes last. @param {Roster[]} rosters
 * @returns {(a: Line, b: Line) => number} */
function orderOf(rosters) {
  const place = rosters.findIndex(({ program }) => program.id === matrix.sorted);
  const day = (/** @type {Line} */ { entries }) => (entries[place] ? (/\d{4}[\d-]*/.exec(entries[place].since)?.[0] ?? "") : LAST_DAY);
  return (a, b) => {
    const [first, second] = place < 0 ? ["", ""] : [day(a), day(b)];
    return first < second ? -1 : first > second ? 1 : byName(a.called, b.called);
  };
}

/** @param {Line} line @param {Roster[]} rosters @param {(member: string) => void} ask */
function lineOf({ member, called, entries }, rosters, ask) {
  const cells = entries.map((entry, place) => {
    const { program, name } = rosters[place];
    if (!entry) return h("td", {}, h("span", { class: "quiet" }, h("span", { "aria-hidden": "true" }, "–"), h("span", { class: "unseen" }, t("no member"))));
    return h(
      "td",
      { class: entry.certain ? "certain" : "possible" },
      h(
        "button",
        { type: "button", class: "plain", "aria-label": `${called}, ${name}: ${told(entry)}`, onclick: () => ask(`${program.id}/${member.id}`) },
        dateInWords(entry.since),
      ),
      entry.certain ? "" : h("span", { class: "flag maybe" }, ` ${t("possibly")}`),
    );
  });
  const made = h("tr", {}, h("th", { scope: "row", class: "name" }, bdi(called)), ...cells);
  made.dataset.id = member.id;
  return made;
}

/** The way to what is on file about somebody in the other programs shown, and in all.
 * @param {Program} program @param {Member} member @param {View} view */
function elsewhere(program, member, view) {
  const others = state.programs.flatMap((id) => (id === program.id ? [] : (programData(id) ?? [])));
  const ways = others.flatMap((other) => {
    const same = other.participants.find(({ id }) => id === member.id);
    if (!same) return [];
    const { members, name } = definition(other.id, view.known);
    const entry = isOmitted(same, view) ? null : entryOf(same, members, other, view);
    const text = entry ? told(entry) : t("not on the roster");
    const what = h("button", { type: "button", class: "plain", onclick: () => askForAudit(`${other.id}/${member.id}`) }, bdi(calledOn({ id: other.id, name }, view)));
    return [h("li", {}, ...pieces("{what}: {text}", { what, text }))];
  });
  return ways.length ? h("ul", { class: "elsewhere", "aria-label": t("In the other programs shown") }, ...ways) : "";
}
