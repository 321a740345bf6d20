// The chart and the map: definitions made elsewhere (web/pictures/specs.py), filled here with what was
// selected, and a table behind each.
"use strict";

/** @typedef {{ figure: HTMLElement, canvas: HTMLElement, caption: HTMLElement, table: HTMLElement,
 *   details: HTMLDetailsElement, key: string, drawn: Promise<Drawn> | null,
 *   sets: string[], rows: Record<string, string>, clicked: (state: string) => void, readout: HTMLElement,
 *   told: ((day: Day) => string) | null, dated: (day: Day) => void }} Picture */

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
  const details = h(
    "details",
    { class: "behind", ontoggle: () => fillTables() },
    h("summary", {}, "The same in a table"),
    behind,
  );
  const readout = h("p", { class: "readout", "aria-hidden": "true" }); // the table has it too
  const figure = h("figure", {}, h("h2", {}, title), caption, readout, canvas, details);
  byId("pictures").append(figure);
  return {
    figure,
    canvas,
    caption,
    table: behind,
    details,
    key: "",
    drawn: null,
    sets: [],
    rows: {},
    clicked: () => {},
    readout,
    told: null,
    dated: () => {},
  };
}

/** Draw or bring up to date. @param {State} state @param {Roster[]} rosters @param {Day} first
 * @param {(member: string) => void} ask */
async function showPictures(state, rosters, first, ask) {
  /** @type {[Places, Specs, void]} */
  const [shapes, specs] = await Promise.all([
    file("data/places.js"),
    file("data/charts.js"),
    bundle(),
  ]);
  pictures ??= {
    chart: picture("Members over time", "Members over time"),
    map: picture("On the map", "States"),
  };
  const { chart, map } = pictures;
  const view = viewOf(state);
  const names = unlike(rosters);
  const last = ledger().today;
  const every = rosters.map((one) => countsOverTime(one.program, view, first, last));
  const from = every.flatMap((line) => line.find((one) => one.most)?.day ?? []).sort()[0] ?? first;
  const lines = every.map((line) => line.filter(({ day }) => day >= from)); // from the first member on
  const groups = specs.groups[names.length - 1].map((group) => named(group, names));
  const states = statesOf(rosters, names, groups, shapes.places);
  const size = names.length - 1;
  const slots = rosters.map((one) => one.slot);
  chart.caption.textContent = caution(view) + chartCaption(lines, names, state.on);
  map.caption.replaceChildren(caution(view), ...mapCaption(states, groups, rosters, shapes.places));
  fillTables = () => {
    if (chart.details.open) chart.table.replaceChildren(countsTable(lines, names));
    if (map.details.open) map.table.replaceChildren(statesTable(states));
  };
  fillTables();
  map.clicked = (id) => {
    const of = rosters.find(({ entries }) => entries.some(({ member }) => member.id === id));
    if (of) ask(`${of.program.id}/${id}`);
  };
  chart.told = (day) => `${inWords(day)}: ${countsOn(lines, names, day)}`;
  chart.dated = (day) => goTo(day, true);
  await Promise.all([
    draw(chart, specs.membership[size], names, slots, 0.46, {
      counts: lines.flatMap((line, i) =>
        whole(line, last).map((one) => ({ program: names[i], ...one })),
      ),
      ends: ends(lines, names, last),
      milestones: levelled(
        milestonesOf(view.known, from, last),
        from,
        last,
        chart.canvas.clientWidth,
      ),
      now: [{ day: state.on }],
    }),
    draw(map, specs.world[size], names, slots, 0.5, { states, land: shapes.land }),
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
 * @param {number[]} slots @param {number} height as a part of the width @param {Record<string, object[]>} rows */
async function draw(picture, spec, names, slots, height, rows) {
  const width = Math.floor(picture.canvas.clientWidth);
  if (!width) return; // it is hidden
  const colours = palette(slots);
  const bare = width < NARROW || !rows.milestones?.length;
  const key = JSON.stringify([names, width, colours, bare]);
  const texts = Object.fromEntries(
    Object.entries(rows).map(([name, of]) => [name, name === "land" ? "" : JSON.stringify(of)]),
  );
  if (picture.key === key && picture.drawn) {
    const { view } = await picture.drawn;
    const changed = Object.keys(rows).filter((name) => picture.rows[name] !== texts[name]);
    for (const name of changed) if (picture.sets.includes(name)) view.data(name, rows[name]);
    picture.rows = texts;
    if (changed.length) await view.runAsync();
    return;
  }
  const { $schema, ...definition } = clothed(reshaped(spec, slots), names, colours); // or it would warn of a version
  definition.config.background = "transparent";
  definition.description = `${picture.table.getAttribute("aria-label")}, as in the table below`;
  const filled = {
    ...fitted(definition, width, bare),
    width,
    height: Math.max(220, Math.round(width * height)),
  };
  for (const name of Object.keys(filled.datasets)) filled.datasets[name] = rows[name] ?? [];
  const drawn = inTurn(picture.drawn, () => depositary.draw(picture.canvas, filled));
  Object.assign(picture, { key, rows: texts, sets: Object.keys(filled.datasets), drawn });
  const { view } = await drawn;
  view.addEventListener("click", (_, mark) => {
    if (mark?.datum?.state) picture.clicked(mark.datum.state);
  });
  if (!picture.told) return;
  const dayAt = (/** @type {Event} */ event) => {
    const box = /** @type {Element} */ (picture.canvas.querySelector("svg")).getBoundingClientRect();
    const x = /** @type {MouseEvent} */ (event).clientX - box.left - view.origin()[0];
    const day = new Date(view.scale("x").invert(x)).toISOString().slice(0, 10);
    return [ledger().today, day].sort()[0];
  };
  view.addEventListener("mousemove", (event) => {
    picture.readout.textContent = picture.told?.(dayAt(event)) ?? "";
  });
  view.addEventListener("click", (event) => picture.dated(dayAt(event)));
}

/** Draw when what was drawn before is done, and gone. @param {Promise<Drawn> | null} before
 * @param {() => Promise<Drawn>} make */
async function inTurn(before, make) {
  (await before)?.finalize();
  return make();
}

/** The colours of the page, by the names that the definitions have for them: `p0` is that of the
 * first program shown. @param {number[]} slots */
function palette(slots) {
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["paper", "ink", "faint", "land"];
  return Object.fromEntries([
    ...names.map((name) => [name, colour(name)]),
    ...slots.map((slot, i) => [`p${i}`, colour(`p${slot}`)]),
  ]);
}

/** The shapes of `SHAPES`, as the definitions name them. */
const SYMBOLS = ["circle", "square", "triangle-up", "cross", "triangle-down", "triangle-right"];

/** A definition with each program's own shape. @param {any} spec @param {number[]} slots
 * @returns {any} */
function reshaped(spec, slots) {
  if (!spec || typeof spec !== "object") return spec;
  if (!Array.isArray(spec))
    return Object.fromEntries(Object.entries(spec).map(([key, one]) => [key, reshaped(one, slots)]));
  const shapes = slots.every((_, i) => spec[i] === SYMBOLS[i]);
  return shapes
    ? spec.map((one, i) => (i < slots.length ? SYMBOLS[slots[i]] : one))
    : spec.map((one) => reshaped(one, slots));
}

/** A definition fit for a width: on a narrow page dots as large as on a wide one would run together,
 * and the names of milestones would take more room than the picture.
 * @param {any} definition @param {number} width @param {boolean} bare without milestones */
function fitted(definition, width, bare) {
  if (definition.projection) definition.projection.pointRadius *= Math.min(1, width / 900);
  if (bare) {
    definition.layer = definition.layer.filter(
      (/** @type {any} */ one) => one.data?.name !== "milestones",
    );
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
    return Object.fromEntries(
      worn.map(([key, one]) => (key === "legend" && "field" in spec ? [key, null] : [key, one])),
    );
  }
  if (typeof spec !== "string") return spec;
  return colours[/^\{(\w+)\}$/.exec(spec)?.[1] ?? ""] ?? named(spec, names);
}

/** A text with the name of a program for its number: "{0} only". @param {string} text
 * @param {string[]} names */
function named(text, names) {
  return text.replace(/\{(\d)\}/g, (all, number) => names[number] ?? all);
}
