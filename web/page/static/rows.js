// What the pictures show, as rows for their definitions (web/pictures/specs.py tells the columns), in a
// sentence, and as a table.
"use strict";

/** The names of programs, told apart where two have the same. @param {Roster[]} rosters */
function unlike(rosters) {
  return rosters.map(({ name, program }) =>
    rosters.some((other) => short(other.name, 60) === short(name, 60) && other.program !== program)
      ? `${short(name, 60)} (${program.id})`
      : short(name, 60),
  );
}

/** A line drawn up to a last day. @param {Count[]} line @param {Day} last */
function whole(line, last) {
  const end = line.at(-1);
  return end && end.day < last ? [...line, { ...end, day: last }] : line;
}

/** What stands at the end of each line, none over another. @param {Count[][]} lines
 * @param {string[]} names @param {Day} day */
function ends(lines, names, day) {
  const top = Math.max(1, ...lines.flatMap((line) => line.map((one) => one.most)));
  let floor = -Infinity;
  return lines
    .flatMap((line, i) => (line.length ? [{ line, program: names[i] }] : []))
    .map(({ line, program }) => ({ program, last: line[line.length - 1] }))
    .sort((a, b) => a.last.certain - b.last.certain)
    .map(({ program, last }) => {
      const text = wrapped(`${number(last)} ${program}`);
      const half = (text.length * top) / 48; // a line of text is about a 24th of the height
      const at = Math.max(last.certain, floor + half);
      floor = at + half;
      return { program, day, value: last.certain, at, text: text.join("\n") };
    });
}

/** Some milestones, each on a level above all whose rules stand under its name, which is cut where it
 * would leave the picture. @param {Milestone[]} shown @param {Day} first @param {Day} last
 * @param {number} width of the picture, of which 180 pixels lie beside the lines */
function levelled(shown, first, last, width) {
  const letter = 5.6; // pixels
  const scale = (width - 180) / (dayNumber(last) - dayNumber(first) || 1);
  /** @type {{ day: Day, told: string, label: string, level: number, start: number }[]} */
  const found = [];
  for (const { name, date, earliest: day } of shown.toReversed()) {
    const start = (dayNumber(day) - dayNumber(first)) * scale;
    const label = short(name, Math.min(48, Math.floor((width - 40 - start) / letter)));
    const under = found.filter((other) => other.start < start + label.length * letter + 8);
    found.push({
      day,
      told: t("{what}: {text}", { what: dateInWords(date), text: short(name, 200) }),
      label,
      start,
      level: Math.max(-1, ...under.map((one) => one.level)) + 1,
    });
  }
  return found;
}

/** @param {Count} count */
function number({ certain, most }) {
  return most > certain ? `${certain}–${most}` : String(certain);
}

/** A text in up to three lines of twenty characters. @param {string} text */
function wrapped(text) {
  /** @type {string[]} */
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (!line || line.length + word.length < 20)
      lines[lines.length - 1] = line ? `${line} ${word}` : word;
    else lines.push(word);
  }
  const cut = lines.slice(0, 3).map((line) => (line.length > 24 ? `${line.slice(0, 23)}…` : line));
  return lines.length > 3 ? [...cut.slice(0, 2), `${cut[2]} …`] : cut;
}

/** Each state on a roster: what it is in. @param {Roster[]} rosters @param {string[]} names */
function statesOf(rosters, names) {
  const found = new Map(
    rosters.flatMap((one) => one.entries.map((entry) => [entry.member.id, entry.member])),
  );
  const called = new Map(
    rosters.flatMap((one) => one.entries.map((entry) => [entry.member.id, entry.called])),
  );
  return [...found.values()]
    .filter((member) => member.kind === "state")
    .map((member) => {
      const entries = rosters.map((one) =>
        one.entries.find((entry) => entry.member === member || entry.member.id === member.id),
      );
      const each = entries.flatMap((entry, nth) =>
        entry ? [{ nth, sure: entry.certain, text: `${names[nth]}: ${told(entry)}` }] : [],
      );
      return {
        state: member.id,
        name: short(called.get(member.id) ?? member.name, 120),
        certainty: each.every(({ sure }) => sure) ? "certain" : "possible",
        each,
        detail: each.map(({ text }) => text).join(t("; ")),
      };
    })
    .sort((a, b) => byName(a.name, b.name));
}

/** What a state is in, in the words of the definition. @param {ReturnType<typeof statesOf>[number]} state
 * @param {string[]} names */
function groupOf({ each }, names) {
  if (each.length > 1) return names.length === 2 ? t("in both") : t("in several");
  return names.length > 1 ? t("{program} only", { program: names[each[0].nth] }) : names[0];
}

/** A row for each state and program that it is in, for the symbols. @template T
 * @param {ReturnType<typeof statesOf>} states @param {string[]} names
 * @param {(state: string) => T | undefined} at where a state's stand, if it has a place */
function symbolsOf(states, names, at) {
  return states.flatMap(({ state, name, each, detail }) => {
    const here = at(state);
    if (!here) return [];
    return each.map(({ nth, sure, text }, place) => ({
      state,
      ...here,
      program: names[nth],
      nth,
      place,
      of: each.length,
      certainty: sure ? "certain" : "possible",
      told: t("{name}, in {detail}", { name, detail: text }),
      whole: t("{name}, in {detail}", { name, detail }),
    }));
  });
}

/** The square of each state, which says what it is in, or where that is known that it is in none.
 * @param {ReturnType<typeof statesOf>} states @param {string[]} names @param {Cell[]} cells
 * @param {(state: string) => boolean} asked whether it would be on a roster if it were in */
function squaresOf(states, names, cells, asked) {
  const within = new Map(states.map((one) => [one.state, one]));
  return cells.map(({ state, name, column, row }) => {
    const one = within.get(state);
    if (one) return { state, column, row, whole: t("{name}, in {detail}", { name: one.name, detail: one.detail }) };
    return { state, column, row, ...(asked(state) ? { whole: inNone(name, names) } : {}) };
  });
}

/** The land of states: of one in several programs every second dot, or every third, for each; where
 * there are too few, all as that of several. Of a state in none it says so, where that is known.
 * @param {ReturnType<typeof statesOf>} states @param {string[]} names @param {Land[]} land
 * @param {(state: string) => boolean} asked whether it would be on a roster if it were in */
function landOf(states, names, land, asked) {
  const within = new Map(states.map((one) => [one.state, one]));
  return land.flatMap((feature) => {
    const { state, name, geometry } = feature;
    const one = within.get(state);
    if (!one) return [name && asked(state) ? { ...feature, whole: inNone(name, names) } : feature];
    const whole = t("{name}, in {detail}", { name: one.name, detail: one.detail });
    const dots = geometry.coordinates;
    if (dots.length < one.each.length)
      return [{ ...feature, whole, program: groupOf(one, names), certainty: one.certainty }];
    return one.each.map(({ nth, sure }, place) => ({
      ...feature,
      whole,
      program: names[nth],
      certainty: sure ? "certain" : "possible",
      geometry: { ...geometry, coordinates: dots.filter((_, i) => i % one.each.length === place) },
    }));
  });
}

/** @param {string} name @param {string[]} names */
function inNone(name, names) {
  return names.length > 1
    ? t("{name}, counted in none of these programs", { name })
    : t("{name}, not counted in {program}", { name, program: names[0] });
}

/** @param {Entry} entry */
function told(entry) {
  const marks = marksOf(entry);
  const is = standing(entry, dateInWords);
  const words = entry.certain ? is : t("possibly {what}", { what: is });
  return marks ? `${words} (${marks})` : words;
}

/** How many members there are on a day by some lines. @param {Count[][]} lines
 * @param {string[]} names @param {Day} day */
function countsOn(lines, names, day) {
  const then = lines.map((line) => line.findLast((one) => one.day <= day));
  return then.map((one, i) => `${names[i]} ${one ? number(one) : 0}`).join(", ");
}

/** @param {Count[][]} lines @param {string[]} names @param {Day} on */
function chartCaption(lines, names, on) {
  const band = lines.some((line) => line.some((one) => one.most > one.certain));
  const said = { day: inWords(on), counts: countsOn(lines, names, on) };
  return [
    t("{day}, the dashed line: {counts}.", said),
    band ? t("A band reaches up to those who are possibly members.") : "",
    t("A click on the chart goes to its day, drawing along it compares two; the dashed line can be dragged."),
  ]
    .filter(Boolean)
    .join(" ");
}

/** The legend, with the number of states in each program and in more than one; and, once places are
 * loaded, who has none. @param {ReturnType<typeof statesOf>} states @param {string[]} names
 * @param {Roster[]} rosters @param {((state: string) => unknown) | null} at where a state stands
 * @param {boolean} squares whether as a square */
function mapCaption(states, names, rosters, at, squares) {
  const several = states.filter((one) => one.each.length > 1);
  const marks = rosters.map((one) => mark(one.slot));
  const legend = rosters.map((one, i) =>
    h(
      "li",
      {},
      mark(one.slot),
      bdi(names[i]),
      ` ${states.filter(({ each }) => each.some(({ nth }) => nth === i)).length}`,
    ),
  );
  if (rosters.length > 1)
    legend.push(h("li", {}, rosters.length === 2 ? marks : [], `${rosters.length === 2 ? t("in both") : t("in several")} ${several.length}`));
  const bodies = new Set(rosters.flatMap((one) => one.entries.flatMap(({ member }) => (member.kind === "state" ? [] : [member.id])))).size;
  const lost = states.filter(({ state }) => at && !at(state)).map(({ name }) => name);
  return [
    h("ul", { class: "legend", "aria-label": t("States") }, ...legend),
    states.some((one) => one.certainty === "possible")
      ? `${t("A hollow mark is a possible member.")} `
      : "",
    squares ? `${t("Each state is a square, about where it lies in the world.")} ` : "",
    several.length && !squares
      ? `${t("A state in more than one has a mark of each, and on its land dots of each in turn; where these are too few, they have the colour of the text.")} `
      : "",
    lost.length && squares ? `${t("Without a square: {names}.", { names: lost.join(", ") })} ` : "",
    lost.length && !squares ? `${t("Without a place on the map: {names}.", { names: lost.join(", ") })} ` : "",
    bodies ? t("Not drawn, since they are no states: {number} more.", { number: bodies }) : "",
  ];
}

/** @param {Count[][]} lines @param {string[]} names */
function countsTable(lines, names) {
  const rows = lines
    .flatMap((line, i) => line.map((one) => ({ ...one, i })))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.i - b.i))
    .map(({ day, certain, most, i }) =>
      h(
        "tr",
        {},
        h("td", {}, inWords(day)),
        h("td", {}, bdi(names[i])),
        h("td", { class: "number" }, String(certain)),
        h("td", { class: "number" }, most > certain ? String(most - certain) : ""),
      ),
    );
  return table([t("From"), t("Program"), t("Members"), t("Possible")], rows);
}

/** @param {ReturnType<typeof statesOf>} states @param {string[]} names */
function statesTable(states, names) {
  return table(
    [t("State"), t("In"), t("Certainty"), t("Since")],
    states.map((one) =>
      h(
        "tr",
        {},
        h("td", {}, bdi(one.name)),
        h("td", {}, bdi(groupOf(one, names))),
        h("td", {}, t(one.certainty)),
        h("td", {}, bdi(one.detail)),
      ),
    ),
  );
}
