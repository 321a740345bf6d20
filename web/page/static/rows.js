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

/** Some milestones, each on a level above all whose rules stand under its name.
 * @param {Milestone[]} shown @param {Day} first @param {Day} last @param {number} width */
function levelled(shown, first, last, width) {
  const scale = (width - 180) / (dayNumber(last) - dayNumber(first) || 1);
  /** @type {{ day: Day, id: string, name: string, level: number, start: number }[]} */
  const found = [];
  for (const { id, name, earliest: day } of shown.toReversed()) {
    const start = dayNumber(day) * scale;
    const under = found.filter((other) => other.start < start + id.length * 5.6 + 8);
    found.push({
      day,
      id: short(id, 40),
      name: short(name, 200),
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

/** Each state on a roster that has a place: what it is in, in the words of the definition.
 * @param {Roster[]} rosters @param {string[]} names @param {string[]} groups
 * @param {Record<string, [number, number]>} places */
function statesOf(rosters, names, groups, places) {
  const found = new Map(
    rosters.flatMap((one) => one.entries.map((entry) => [entry.member.id, entry.member])),
  );
  const called = new Map(
    rosters.flatMap((one) => one.entries.map((entry) => [entry.member.id, entry.called])),
  );
  return [...found.values()]
    .filter((member) => member.kind === "state" && places[member.id])
    .map((member) => {
      const entries = rosters.map((one) =>
        one.entries.find((entry) => entry.member === member || entry.member.id === member.id),
      );
      const within = entries.flatMap((entry, i) => (entry ? [i] : []));
      const detail = within
        .map((i) => `${names[i]}: ${told(/** @type {Entry} */ (entries[i]))}`)
        .join(t("; "));
      return {
        state: member.id,
        name: short(called.get(member.id) ?? member.name, 120),
        longitude: places[member.id][0],
        latitude: places[member.id][1],
        group: within.length > 1 ? groups[groups.length - 1] : groups[within[0]],
        certainty: within.every((i) => entries[i]?.certain) ? "certain" : "possible",
        detail,
      };
    })
    .sort((a, b) => byName(a.name, b.name));
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
    t("A click on the chart goes to its day."),
  ]
    .filter(Boolean)
    .join(" ");
}

/** The legend, with the number of states in each group. @param {ReturnType<typeof statesOf>} states
 * @param {string[]} groups @param {Roster[]} rosters
 * @param {Record<string, [number, number]>} places */
function mapCaption(states, groups, rosters, places) {
  const legend = groups.map((group, i) => {
    const several = groups.length > 1 && i === groups.length - 1;
    const symbol = svg(
      "svg",
      {
        class: `mark ${several ? "several" : `p${rosters[i].slot}`}`,
        viewBox: "0 0 16 16",
        "aria-hidden": "true",
      },
      svg("path", { d: several ? DIAMOND : SHAPES[rosters[i].slot] }),
    );
    return h(
      "li",
      {},
      symbol,
      bdi(group),
      ` ${states.filter((one) => one.group === group).length}`,
    );
  });
  const lost = new Set(
    rosters
      .flatMap((one) => one.entries)
      .filter(({ member }) => member.kind === "state" && !places[member.id])
      .map(({ member }) => member.name),
  );
  return [
    h("ul", { class: "legend", "aria-label": t("States") }, ...legend),
    states.some((one) => one.certainty === "possible")
      ? `${t("A hollow mark is a possible member.")} `
      : "",
    lost.size ? t("Without a place on the map: {names}.", { names: [...lost].join(", ") }) : "",
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

/** @param {ReturnType<typeof statesOf>} states */
function statesTable(states) {
  return table(
    [t("State"), t("In"), t("Certainty"), t("Since")],
    states.map((one) =>
      h(
        "tr",
        {},
        h("td", {}, bdi(one.name)),
        h("td", {}, bdi(one.group)),
        h("td", {}, t(one.certainty)),
        h("td", {}, bdi(one.detail)),
      ),
    ),
  );
}
