// The chart and the map: definitions made elsewhere (web/charts.py), filled here with what was
// selected, and a table behind each.
"use strict";

/** @typedef {{ figure: HTMLElement, canvas: HTMLElement, caption: HTMLElement, table: HTMLElement,
 *   details: HTMLDetailsElement, key: string, drawn: Promise<Drawn> | null,
 *   sets: string[], rows: Record<string, string> }} Picture */

const NARROW = 640; // pixels, below which a picture leaves out the names of milestones

/** @type {{ chart: Picture, map: Picture } | undefined} */
let pictures;
/** What brings the tables behind the pictures up to date, where they are open. */
let fillTables = () => {};

/** @param {string} title @param {string} label @returns {Picture} */
function picture(title, label) {
  const canvas = h("div", { class: "canvas" });
  const caption = h("figcaption", {});
  const behind = h("div", { class: "table", tabindex: "0", role: "region", "aria-label": label });
  const details = h("details", { class: "behind", ontoggle: () => fillTables() },
    h("summary", {}, "The same in a table"), behind);
  const figure = h("figure", {}, h("h2", {}, title), caption, canvas, details);
  byId("pictures").append(figure);
  return { figure, canvas, caption, table: behind, details, key: "", drawn: null, sets: [], rows: {} };
}

/** Draw or bring up to date. @param {State} state @param {Roster[]} rosters @param {Day} first */
async function showPictures(state, rosters, first) {
  /** @type {[Places, Specs, void]} */
  const [shapes, specs] = await Promise.all([file("data/places.js"), file("data/charts.js"), bundle()]);
  pictures ??= { chart: picture("Members over time", "Members over time"), map: picture("On the map", "States") };
  const { chart, map } = pictures;
  const view = viewOf(state);
  const names = unlike(rosters);
  const last = ledger().today;
  const lines = rosters.map((one) => countsOverTime(one.program, view, first, last));
  const groups = specs.groups[names.length - 1].map((group) => named(group, names));
  const states = statesOf(rosters, names, groups, shapes.places);
  const size = names.length - 1;
  chart.caption.textContent = chartCaption(lines, names);
  map.caption.replaceChildren(...mapCaption(states, groups, rosters, shapes.places));
  fillTables = () => {
    if (chart.details.open) chart.table.replaceChildren(countsTable(lines, names));
    if (map.details.open) map.table.replaceChildren(statesTable(states));
  };
  fillTables();
  await Promise.all([
    draw(chart, specs.membership[size], names, 0.46, {
      counts: lines.flatMap((line, i) => whole(line, last).map((one) => ({ program: names[i], ...one }))),
      ends: ends(lines, names, last),
      milestones: milestonesBetween(first, last, chart.canvas.clientWidth),
      now: [{ day: state.on }],
    }),
    draw(map, specs.world[size], names, 0.5, { states, land: shapes.land }),
  ]);
}

/** The script that draws, loaded when something is first drawn. */
function bundle() {
  loadingBundle ??= script("draw.js");
  return loadingBundle;
}

/** @type {Promise<void> | undefined} */
let loadingBundle;

/** Draw a picture, or where only its rows have changed, bring those up to date.
 * @param {Picture} picture @param {object} spec @param {string[]} names
 * @param {number} height as a part of the width @param {Record<string, object[]>} rows */
async function draw(picture, spec, names, height, rows) {
  const width = Math.floor(picture.canvas.clientWidth);
  if (!width) return; // it is hidden
  const colours = palette();
  const bare = width < NARROW || !rows.milestones?.length;
  const key = JSON.stringify([names, width, colours, bare]);
  const texts = Object.fromEntries(Object.entries(rows).map(([name, of]) => [name, name === "land" ? "" : JSON.stringify(of)]));
  if (picture.key === key && picture.drawn) {
    const { view } = await picture.drawn;
    const changed = Object.keys(rows).filter((name) => picture.rows[name] !== texts[name]);
    for (const name of changed) if (picture.sets.includes(name)) view.data(name, rows[name]);
    picture.rows = texts;
    if (changed.length) await view.runAsync();
    return;
  }
  const before = picture.drawn;
  const { $schema, ...definition } = clothed(spec, names, colours); // or it would warn of a version
  definition.config.background = "transparent";
  const filled = { ...fitted(definition, width, bare), width, height: Math.max(220, Math.round(width * height)) };
  for (const name of Object.keys(filled.datasets)) filled.datasets[name] = rows[name] ?? [];
  Object.assign(picture, { key, rows: texts, sets: Object.keys(filled.datasets), drawn: depositary.draw(picture.canvas, filled) });
  await picture.drawn;
  (await before)?.finalize();
}

/** The colours of the page, by the names that the definitions have for them. */
function palette() {
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "ink", "faint", "land", "p0", "p1", "p2", "p3", "p4", "p5"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** A definition fit for a width: on a narrow page dots as large as on a wide one would run together,
 * and the names of milestones would take more room than the picture.
 * @param {any} definition @param {number} width @param {boolean} bare without milestones */
function fitted(definition, width, bare) {
  if (definition.projection) definition.projection.pointRadius *= Math.min(1, width / 900);
  if (bare) {
    definition.layer = definition.layer.filter((/** @type {any} */ one) => one.data?.name !== "milestones");
    delete definition.datasets.milestones;
  }
  return definition;
}

/** A definition with names and colours in it, and without legends: they stand above the picture,
 * where they can wrap. @param {any} spec @param {string[]} names
 * @param {Record<string, string>} colours @returns {any} */
function clothed(spec, names, colours) {
  if (Array.isArray(spec)) return spec.map((one) => clothed(one, names, colours));
  if (spec && typeof spec === "object") {
    const worn = Object.entries(spec).map(([key, one]) => [key, clothed(one, names, colours)]);
    return Object.fromEntries(worn.map(([key, one]) => (key === "legend" && "field" in spec ? [key, null] : [key, one])));
  }
  if (typeof spec !== "string") return spec;
  return colours[/^\{(\w+)\}$/.exec(spec)?.[1] ?? ""] ?? named(spec, names);
}

/** A text with the name of a program for its number: "{0} only". @param {string} text
 * @param {string[]} names */
function named(text, names) {
  return text.replace(/\{(\d)\}/g, (all, number) => names[number] ?? all);
}

/** The names of programs, told apart where two have the same. @param {Roster[]} rosters */
function unlike(rosters) {
  return rosters.map(({ name, program }) =>
    rosters.some((other) => short(other.name, 60) === short(name, 60) && other.program !== program)
      ? `${short(name, 60)} (${program.id})` : short(name, 60));
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

/** The milestones of a time, each on a level above all whose rules stand under its name.
 * @param {Day} first @param {Day} last @param {number} width */
function milestonesBetween(first, last, width) {
  const scale = (width - 180) / (dayNumber(last) - dayNumber(first) || 1);
  const shown = ledger().milestones.filter(({ earliest }) => first <= earliest && earliest <= last);
  /** @type {{ day: Day, id: string, name: string, level: number, start: number }[]} */
  const found = [];
  for (const { id, name, earliest: day } of shown.reverse()) {
    const start = dayNumber(day) * scale;
    const under = found.filter((other) => other.start < start + id.length * 5.6 + 8);
    found.push({ day, id: short(id, 40), name: short(name, 200), start, level: Math.max(-1, ...under.map((one) => one.level)) + 1 });
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
    if (!line || line.length + word.length < 20) lines[lines.length - 1] = line ? `${line} ${word}` : word;
    else lines.push(word);
  }
  const cut = lines.slice(0, 3).map((line) => (line.length > 24 ? `${line.slice(0, 23)}…` : line));
  return lines.length > 3 ? [...cut.slice(0, 2), `${cut[2]} …`] : cut;
}

/** Each state on a roster that has a place: what it is in, in the words of the definition.
 * @param {Roster[]} rosters @param {string[]} names @param {string[]} groups
 * @param {Record<string, [number, number]>} places */
function statesOf(rosters, names, groups, places) {
  const found = new Map(rosters.flatMap((one) => one.entries.map((entry) => [entry.member.id, entry.member])));
  return [...found.values()]
    .filter((member) => member.kind === "state" && places[member.id])
    .map((member) => {
      const entries = rosters.map((one) => one.entries.find((entry) => entry.member === member || entry.member.id === member.id));
      const within = entries.flatMap((entry, i) => (entry ? [i] : []));
      const detail = within.map((i) => `${names[i]}: ${told(/** @type {Entry} */ (entries[i]))}`).join("; ");
      return {
        state: member.id,
        name: short(member.name, 120),
        longitude: places[member.id][0],
        latitude: places[member.id][1],
        group: within.length > 1 ? groups[groups.length - 1] : groups[within[0]],
        certainty: within.every((i) => entries[i]?.certain) ? "certain" : "possible",
        detail,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param {Entry} entry */
function told({ certain, status, since }) {
  return `${certain ? "" : "possibly "}${status} since ${since}`;
}

/** @param {Count[][]} lines @param {string[]} names */
function chartCaption(lines, names) {
  const now = lines.map((line, i) => `${names[i]} ${line.length ? number(line[line.length - 1]) : 0}`).join(", ");
  const band = lines.some((line) => line.some((one) => one.most > one.certain));
  return `At the end: ${now}.${band ? " A band reaches up to those who are possibly members." : ""} The dashed line is the date above.`;
}

/** The legend, with the number of states in each group. @param {ReturnType<typeof statesOf>} states
 * @param {string[]} groups @param {Roster[]} rosters
 * @param {Record<string, [number, number]>} places */
function mapCaption(states, groups, rosters, places) {
  const legend = groups.map((group, i) => {
    const several = groups.length > 1 && i === groups.length - 1;
    const symbol = svg("svg", { class: `mark ${several ? "several" : `p${i}`}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
      svg("path", { d: several ? DIAMOND : SHAPES[i] }));
    return h("li", {}, symbol, bdi(group), ` ${states.filter((one) => one.group === group).length}`);
  });
  const lost = new Set(rosters.flatMap((one) => one.entries)
    .filter(({ member }) => member.kind === "state" && !places[member.id]).map(({ member }) => member.name));
  return [
    h("ul", { class: "legend", "aria-label": "States" }, ...legend),
    states.some((one) => one.certainty === "possible") ? "A hollow mark is a possible member. " : "",
    lost.size ? `Without a place on the map: ${[...lost].join(", ")}.` : "",
  ];
}

/** @param {Count[][]} lines @param {string[]} names */
function countsTable(lines, names) {
  const rows = lines
    .flatMap((line, i) => line.map((one) => ({ ...one, i })))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.i - b.i))
    .map(({ day, certain, most, i }) =>
      h("tr", {}, h("td", {}, day), h("td", {}, bdi(names[i])), h("td", { class: "number" }, String(certain)),
        h("td", { class: "number" }, most > certain ? String(most - certain) : "")));
  return table(["From", "Program", "Members", "Possible"], rows);
}

/** @param {ReturnType<typeof statesOf>} states */
function statesTable(states) {
  return table(["State", "In", "Certainty", "Since"], states.map((one) =>
    h("tr", {}, h("td", {}, bdi(one.name)), h("td", {}, bdi(one.group)), h("td", {}, one.certainty), h("td", {}, bdi(one.detail)))));
}
