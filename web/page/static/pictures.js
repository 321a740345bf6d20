// The chart and the map: definitions made elsewhere (web/pictures/specs.py), filled here with what was
// selected, and a table behind each.
"use strict";

/** @typedef {{ figure: HTMLElement, canvas: HTMLElement, caption: HTMLElement, table: HTMLElement,
 *   details: HTMLDetailsElement, key: string, drawn: Promise<Drawn> | null,
 *   sets: string[], rows: Record<string, string>, clicked: (state: string) => void, readout: HTMLElement,
 *   told: ((day: Day) => string) | null, dated: (day: Day) => void }} Picture */

const NARROW = 640; // pixels, below which the chart has no names of milestones, and the map Europe once more, larger

const WIDE = 900; // pixels, for which the definition of the map is made
/** What of the world the larger Europe shows, in degrees, and its middle. */
const EUROPE = { west: -24, east: 44, south: 33.5, north: 71.5, middle: [10, 51] };

/** @type {{ chart: Picture, map: Picture, europe: Picture } | undefined} */
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
    h("summary", {}, t("The same in a table")),
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
  pictures ??= { chart: picture(t("Members over time"), t("Members over time")), ...maps(specs.world[0].layer.find((/** @type {any} */ one) => !isNoCredit(one))?.mark.text) };
  const { chart, map, europe } = pictures;
  const view = viewOf(state);
  const names = unlike(rosters);
  const last = ledger().today;
  const every = rosters.map((one) => countsOverTime(one.program, view, first, last));
  const from = every.flatMap((line) => line.find((one) => one.most)?.day ?? []).sort()[0] ?? first;
  const lines = every.map((line) => line.filter(({ day }) => day >= from)); // from the first member on
  const groups = specs.groups[names.length - 1].map((group) => named(group, names));
  const states = statesOf(rosters, names, groups, shapes.places);
  const symbols = symbolsOf(states, names);
  const omitted = new Set(rosters.flatMap((one) => one.omitted.map(({ id }) => id)));
  const stated = !view.kind || view.kind === "state";
  const land = landOf(states, names, shapes.land, (id) => stated && !omitted.has(id));
  const size = names.length - 1;
  const slots = rosters.map((one) => one.slot);
  chart.caption.textContent = caution(view) + chartCaption(lines, names, state.on);
  map.caption.replaceChildren(caution(view), ...mapCaption(states, names, groups, rosters, shapes.places));
  fillTables = () => {
    if (chart.details.open) chart.table.replaceChildren(countsTable(lines, names));
    if (map.details.open) map.table.replaceChildren(statesTable(states));
  };
  fillTables();
  map.clicked = (id) => {
    const of = rosters.find(({ entries }) => entries.some(({ member }) => member.id === id));
    if (of) ask(`${of.program.id}/${id}`);
  };
  chart.told = (day) =>
    t("{what}: {text}", { what: inWords(day), text: countsOn(lines, names, day) });
  chart.dated = (day) => goTo(day, true);
  /** @type {HTMLElement} */ (europe.canvas.parentElement).hidden = map.canvas.clientWidth >= NARROW;
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
    draw(map, specs.world[size], names, slots, 0.53, { states: symbols, land }),
    draw(europe, specs.world[size], names, slots, 0.74, { states: symbols.filter(inEurope), land }),
  ]);
}

/** The map, and below it Europe, where capitals are too near each other for a narrow one.
 * @param {string} credit */
function maps(credit) {
  const map = picture(t("On the map"), t("States"));
  const canvas = h("div", { class: "canvas" });
  map.details.before(
    h("div", { class: "inset", "aria-hidden": "true" }, h("h3", {}, t("Europe")), canvas), // the map has it all
    h("p", { class: "credit quiet" }, t(credit)),
  );
  const europe = { ...map, canvas, clicked: (/** @type {string} */ state) => map.clicked(state) };
  return { map, europe };
}

/** A map without the credit that it has as a file: on the page that stands below it. @param {any} definition */
function uncredited(definition) {
  if (definition.projection) definition.layer = definition.layer.filter(isNoCredit);
  return definition;
}

/** @param {any} layer */
function isNoCredit({ mark }) {
  return mark.type !== "text";
}

/** @param {{ longitude: number, latitude: number }} place */
function inEurope({ longitude, latitude }) {
  const { west, east, south, north } = EUROPE;
  return west < longitude && longitude < east && south < latitude && latitude < north;
}

/** A map of the world as one of Europe, of a width and a height. @param {any} definition
 * @param {number} width @param {number} height */
function ofEurope(definition, width, height) {
  const scale = width / 0.74; // so wide is Europe on the projection, in radii of the earth
  const [longitude, latitude] = EUROPE.middle;
  const { type, pointRadius } = definition.projection;
  definition.projection = {
    type,
    scale,
    rotate: [-longitude, 0],
    center: [0, latitude],
    translate: [width / 2, height / 2],
    clipExtent: [[0, 0], [width, height]],
    pointRadius: (pointRadius * scale * 5.4) / WIDE, // so wide is the world
  };
  return definition;
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
    Object.entries(rows).map(([name, of]) => [name, JSON.stringify(of, changeable)]),
  );
  if (picture.key === key && picture.drawn) {
    const { view } = await picture.drawn;
    const changed = Object.keys(rows).filter((name) => picture.rows[name] !== texts[name]);
    for (const name of changed) if (picture.sets.includes(name)) view.data(name, rows[name]);
    picture.rows = texts;
    if (changed.length) await view.runAsync();
    return;
  }
  const { $schema, ...definition } = uncredited(clothed(reshaped(spec, slots), names, colours)); // or it would warn of a version
  definition.config.background = "transparent";
  definition.description = t("{picture}, as in the table below", {
    picture: picture.table.getAttribute("aria-label") ?? "",
  });
  if (LANGUAGE !== "en") {
    definition.config.locale = { time: timeLocale() };
    definition.config.axis.aria = false; // Vega tells it in English: the table has it
  }
  const high = Math.max(definition.projection ? 0 : 220, Math.round(width * height));
  const fit = picture === pictures?.europe ? ofEurope(definition, width, high) : fitted(definition, width, bare);
  const filled = { ...fit, width, height: high };
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

/** What can change of a row: not the dots of its land, which its program and certainty tell.
 * @param {string} name @param {unknown} value */
function changeable(name, value) {
  return name === "geometry" ? undefined : value;
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

/** A definition fit for a width: dots grow with the map, and on a narrow page the names of milestones
 * would take more room than the picture.
 * @param {any} definition @param {number} width @param {boolean} bare without milestones */
function fitted(definition, width, bare) {
  if (definition.projection) {
    definition.projection.pointRadius *= width / WIDE;
    const part = Math.min(1, Math.max(0.4, width / WIDE));
    for (const { mark } of definition.layer) if (mark.size) Object.assign(mark, { size: mark.size * part, strokeWidth: mark.strokeWidth * part });
  }
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

/** The names of months and days by which an axis tells time. */
function timeLocale() {
  const of = (/** @type {Intl.DateTimeFormatOptions} */ named, /** @type {number} */ count, /** @type {number} */ step) =>
    Array.from({ length: count }, (_, place) =>
      new Intl.DateTimeFormat(LANGUAGE, { ...named, timeZone: "UTC" }).format(Date.UTC(2023, 0, 1 + place * step)),
    );
  return {
    dateTime: "%A %e %B %Y, %X",
    date: "%d/%m/%Y",
    time: "%H:%M:%S",
    periods: ["AM", "PM"],
    days: of({ weekday: "long" }, 7, 1), // 1 January 2023 was a Sunday
    shortDays: of({ weekday: "short" }, 7, 1),
    months: MONTHS,
    shortMonths: of({ month: "short" }, 12, 31),
  };
}

/** A text with the name of a program for its number: "{0} only". @param {string} text
 * @param {string[]} names */
function named(text, names) {
  const only = /^\{(\d)\} only$/.exec(text);
  if (only) return t("{program} only", { program: names[Number(only[1])] ?? "" });
  const words = /\s|^members$/.test(text) ? t(text) : text; // and no name of a field
  return words.replace(/\{(\d)\}/g, (all, number) => names[number] ?? all);
}
