// The chart and the map: definitions made elsewhere (web/pictures/specs.py), filled here with what was
// selected, and a table behind each.
"use strict";

/** @typedef {{ figure: HTMLElement, canvas: HTMLElement, caption: HTMLElement, table: HTMLElement,
 *   details: HTMLDetailsElement, key: string, drawn: Promise<Drawn> | null, height: (width: number) => number,
 *   rows: Record<string, Map<string, object>>, changed: Promise<void>, clicked: (state: string) => void, readout: HTMLElement,
 *   told: ((day: Day) => string) | null, dated: (on: Day, since: Day | "") => void, dragged: (on: Day) => void }} Picture */

const NARROW = 640; // pixels, below which the chart has no names of milestones, and the map Europe once more, larger

const WIDE = 900; // pixels, for which the definitions of the map are made
const FORMS = /** @type {[string, string][]} */ ([["", t("As a map")], ["squares", t("As squares")]]);
const AHEAD = "100%"; // of the window's height, above it and below: what is so near is loaded
/** What of the world the larger Europe shows, in degrees, and its middle. */
const EUROPE = { west: -24, east: 44, south: 33.5, north: 71.5, middle: [10, 51] };

/** @type {{ chart: Picture, map: Picture, europe: Picture, inset: HTMLElement, credit: HTMLElement, forms: HTMLElement }} */
let pictures;
/** Whether the pictures came near the view, or were to be printed: from then on they are kept up to date. */
let near = false;
/** @type {IntersectionObserver | undefined} */
let watch;
/** What brings the tables behind the pictures up to date, where they are open. */
let fillTables = () => {};
/** What asks for two days. @type {(days: { since: Day, on: Day }) => void} */
let askForDays = () => {};
/** What draws the chart at once, in few lines. @type {() => Element} */
let sketched = () => h("p", {});

/** Make room for the pictures, which are loaded when they near the view or are to be printed.
 * @param {() => Promise<void>} show @param {(change: Partial<State>) => void} ask */
function buildPictures(show, ask) {
  askForDays = ask;
  pictures = { chart: picture(t("Members over time"), t("Members over time"), (width) => Math.max(220, width * 0.46)), ...maps(ask) };
  const load = () => {
    if (near) return Promise.resolve();
    near = true;
    return show();
  };
  if (!("IntersectionObserver" in window)) near = true;
  else {
    const nearing = (/** @type {IntersectionObserverEntry[]} */ seen) => seen.at(-1)?.isIntersecting && load();
    watch = new IntersectionObserver(nearing, { rootMargin: `${AHEAD} 0px` });
  }
  addEventListener("beforeprint", () => {
    if (!pictures.chart.drawn) pictures.chart.canvas.replaceChildren(sketched());
    load(); // which printing does not wait for: the next print has the map
  });
  addEventListener("keydown", async (event) => {
    const asked = event.key === "p" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (near || !asked || self !== top) return; // a frame is printed with the page around it
    event.preventDefault();
    await load();
    print();
  });
}

/** @param {string} title @param {string} label @param {(width: number) => number} height
 * @returns {Picture} */
function picture(title, label, height) {
  const caption = h("figcaption", {});
  const behind = h("div", { class: "table", tabindex: "0", role: "region", "aria-label": label });
  const details = h(
    "details",
    { class: "behind", ontoggle: () => fillTables() },
    h("summary", {}, t("The same in a table")),
    behind,
  );
  const readout = h("p", { class: "readout", "aria-hidden": "true" }); // the table has it too
  const canvas = room();
  const ways = pictureWays(
    () => canvas.querySelector("svg"),
    () => `${title}. ${caution(viewOf(state))}${caption.textContent ?? ""}`.replaceAll(/\s+/g, " "),
  );
  const figure = h("figure", {}, h("h2", {}, title), caption, readout, canvas, ways, details);
  byId("pictures").append(figure);
  return {
    figure,
    canvas,
    caption,
    table: behind,
    details,
    key: "",
    drawn: null,
    height,
    rows: {},
    changed: Promise.resolve(),
    clicked: () => {},
    readout,
    told: null,
    dated: () => {},
    dragged: () => {},
  };
}

/** The place of a picture. */
function room() {
  return h("div", { class: "canvas" }, h("p", { class: "printed" }, t("The map was not loaded yet: print once more to have it.")));
}

/** How wide and how high a picture is, in pixels. @param {Picture} picture */
function sizeOf({ canvas, height }) {
  const width = Math.floor(canvas.clientWidth);
  return { width, height: Math.round(height(width)) };
}

/** Say what the pictures show, and where they are near draw them or bring them up to date.
 * @param {State} state @param {Roster[]} rosters @param {Day} first @param {(member: string) => void} ask */
async function showPictures(state, rosters, first, ask) {
  const { chart, map, europe, inset, forms } = pictures;
  const squares = state.map === "squares";
  const names = unlike(rosters);
  const every = rosters.map((one) => countsOverTime(one.program, viewOf(state), first, ledger().today));
  const from = every.flatMap((line) => line.find((one) => one.most)?.day ?? []).sort()[0] ?? first;
  const lines = every.map((line) => line.filter(({ day }) => day >= from)); // from the first member on
  const states = statesOf(rosters, names);
  chart.caption.textContent = caution(viewOf(state)) + chartCaption(lines, names, state.on);
  const captionMap = (/** @type {Places | null} */ shapes) =>
    map.caption.replaceChildren(caution(viewOf(state)), ...mapCaption(states, names, rosters, shapes && standsAt(shapes, squares), squares));
  const known = FILES.get("data/places.js") ?? null;
  captionMap(known);
  fillTables = () => {
    if (chart.details.open) chart.table.replaceChildren(countsTable(lines, names));
    if (map.details.open) map.table.replaceChildren(statesTable(states, names));
  };
  fillTables();
  const slots = rosters.map((one) => one.slot);
  sketched = () => sketch(lines, names, slots, from, state.on);
  map.clicked = (id) => {
    const of = rosters.find(({ entries }) => entries.some(({ member }) => member.id === id));
    if (of) ask(`${of.program.id}/${id}`);
  };
  chart.told = (day) =>
    t("{what}: {text}", { what: inWords(day), text: countsOn(lines, names, day) });
  chart.dragged = (on) => on !== state.on && goTo(on, false);
  chart.dated = (on, since) => (since ? askForDays({ since, on }) : goTo(on, true));
  for (const one of forms.children) one.setAttribute("aria-pressed", String(one.getAttribute("value") === state.map));
  map.height = (width) => width * (squares ? 0.5 : 0.53); // the grid of squares is twice as wide as high
  inset.hidden = squares || map.canvas.clientWidth >= NARROW;
  for (const one of [chart, map, europe]) one.canvas.style.minHeight = `${sizeOf(one).height}px`; // so that nothing moves
  if (!near) return watch?.observe(byId("pictures")); // now that there is all that stands above them
  watch?.disconnect();
  /** @type {[Places, Specs, void]} */
  const [shapes, specs] = await Promise.all([file("data/places.js"), file("data/charts.js"), bundle()]).catch(
    (problem) => {
      chart.canvas.replaceChildren(sketched());
      map.canvas.textContent = t("This picture could not be loaded.");
      throw problem;
    },
  );
  if (!known) captionMap(shapes);
  await drawPictures(state, rosters, { names, lines, from, states }, shapes, specs);
}

/** @param {State} state @param {Roster[]} rosters
 * @param {{ names: string[], lines: Count[][], from: Day, states: ReturnType<typeof statesOf> }} shown
 * @param {Places} shapes @param {Specs} specs */
async function drawPictures(state, rosters, { names, lines, from, states }, shapes, specs) {
  const { chart, map, europe, credit } = pictures;
  credit.textContent = t(specs.world[0].layer.find((/** @type {any} */ one) => !isNoCredit(one)).mark.text);
  const view = viewOf(state);
  const last = ledger().today;
  const squares = state.map === "squares";
  const symbols = symbolsOf(states, names, standsAt(shapes, squares));
  const omitted = new Set(rosters.flatMap((one) => one.omitted.map(({ id }) => id)));
  const stated = !view.kind || view.kind === "state";
  const isKnown = (/** @type {string} */ id) => stated && !omitted.has(id);
  const size = names.length - 1;
  const slots = rosters.map((one) => one.slot);
  const drawMap = () => {
    if (squares) return draw(map, specs.squares[size], names, slots, { squares: squaresOf(states, names, shapes.cells, isKnown), shares: symbols.map(withShare) });
    const world = framed(specs.world[size], rosters, shapes);
    const land = landOf(states, names, shapes.land, isKnown);
    return Promise.all([
      draw(map, world, names, slots, { states: symbols, land }),
      draw(europe, world, names, slots, { states: symbols.filter(inEurope), land }),
    ]);
  };
  await Promise.all([
    draw(chart, specs.membership[size], names, slots, {
      counts: lines.flatMap((line, i) =>
        whole(line, last).map((one) => ({ program: names[i], ...one })),
      ),
      ends: ends(lines, names, last),
      milestones: levelled(
        milestonesOf(state.programs, view.known, from, last),
        from,
        last,
        chart.canvas.clientWidth,
      ),
      now: [{ day: state.on }],
    }),
    drawMap(),
  ]);
}

/** Where the symbols of a state stand, if they have a place. @param {Places} shapes @param {boolean} squares
 * @returns {(state: string) => Record<string, number> | undefined} */
function standsAt({ places, cells }, squares) {
  /** @type {[string, Record<string, number>][]} */
  const found = squares
    ? cells.map(({ state, column, row }) => [state, { column, row }])
    : Object.entries(places).map(([state, [longitude, latitude]]) => [state, { longitude, latitude }]);
  const at = new Map(found);
  return (state) => at.get(state);
}

/** @template {{ place: number, of: number }} T @param {T} row */
function withShare(row) {
  return { ...row, begin: row.place / row.of, end: (row.place + 1) / row.of };
}

/** The map, and below it Europe, where capitals are too near each other for a narrow one; and in which form
 * the states are shown. @param {(change: Partial<State>) => void} ask */
function maps(ask) {
  const map = picture(t("On the map"), t("States"), (width) => width * 0.53);
  const height = (/** @type {number} */ width) => width * 0.74;
  const canvas = room();
  const inset = h("div", { class: "inset", "aria-hidden": "true" }, h("h3", {}, t("Europe")), canvas); // the map has it all
  const credit = h("p", { class: "credit quiet" });
  map.details.before(inset, credit);
  const choices = FORMS.map(([value, words]) => h("button", { type: "button", value, onclick: () => ask({ map: value }) }, words));
  const forms = h("p", { class: "ways", role: "group", "aria-label": t("States") }, ...choices);
  map.caption.before(forms);
  const europe = { ...map, canvas, height, clicked: (/** @type {string} */ state) => map.clicked(state) };
  return { map, europe, inset, credit, forms };
}

/** A map without the credit that it has as a file: on the page that stands below it. @param {any} definition */
function uncredited(definition) {
  definition.layer = definition.layer.filter(isNoCredit);
  return definition;
}

/** @param {any} layer */
function isNoCredit({ mark }) {
  return !mark.text;
}

/** A map with room for all land and for everybody who was ever on file, whoever is in on a day: it
 * stays where it is while the date moves. @param {any} definition @param {Roster[]} rosters
 * @param {Places} shapes */
function framed(definition, rosters, { land, places }) {
  const everybody = rosters.flatMap(({ program }) => program.participants.flatMap(({ id }) => (places[id] ? [places[id]] : [])));
  const coordinates = [...land.flatMap(({ geometry }) => geometry.coordinates), ...everybody];
  return { ...definition, projection: { ...definition.projection, fit: { type: "MultiPoint", coordinates } } };
}

/** @param {any} symbol */
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

/** The script that draws, loaded once. */
function bundle() {
  loadingBundle ??= script("draw.js");
  loadingBundle.catch(() => (loadingBundle = undefined)); // so that it can be tried again
  return loadingBundle;
}

/** @type {Promise<void> | undefined} */
let loadingBundle;

/** Draw a picture, or where only its rows have changed, bring those up to date.
 * @param {Picture} picture @param {object} spec @param {string[]} names
 * @param {number[]} slots @param {Record<string, object[]>} rows */
async function draw(picture, spec, names, slots, rows) {
  const { width, height } = sizeOf(picture);
  if (!width) return; // it is hidden
  const colours = palette(slots);
  const bare = width < NARROW || !rows.milestones?.length;
  const key = JSON.stringify([names, width, colours, bare, Object.keys(rows)]);
  if (picture.key === key && picture.drawn) return bringUpToDate(picture, rows);
  const { $schema, ...definition } = uncredited(clothed(reshaped(spec, slots), names, colours)); // or it would warn of a version
  definition.config.background = "transparent";
  definition.description = t("{picture}, as in the table below", {
    picture: picture.table.getAttribute("aria-label") ?? "",
  });
  if (LANGUAGE !== "en") {
    definition.config.locale = { time: timeLocale() };
    definition.config.axis.aria = false; // Vega tells it in English: the table has it
  }
  const fit = picture === pictures.europe ? ofEurope(definition, width, height) : fitted(definition, width, bare);
  const filled = { ...fit, width, height };
  for (const name of Object.keys(filled.datasets)) filled.datasets[name] = rows[name] ?? [];
  const drawn = inTurn(picture.drawn, () => depositary.draw(picture.canvas, filled));
  Object.assign(picture, { key, rows: {}, drawn });
  for (const name of Object.keys(filled.datasets)) picture.rows[name] = new Map();
  const { view } = await drawn;
  view.addEventListener("click", (_, mark) => {
    if (mark?.datum?.state) picture.clicked(mark.datum.state);
  });
  if (!picture.told) return;
  listenToDays(picture, view);
}

/** Lead from the chart to days: a click to its day, drawing along it to two, and drawing the line of the
 * date to another, as the slider does. @param {Picture} picture @param {VegaView} view */
function listenToDays(picture, view) {
  const pixels = (/** @type {Event} */ event) => {
    const box = /** @type {Element} */ (picture.canvas.querySelector("svg")).getBoundingClientRect();
    return /** @type {MouseEvent} */ (event).clientX - box.left - view.padding().left - view.origin()[0];
  };
  const dayAt = (/** @type {Event} */ event) => {
    const [first, last] = view.scale("x").domain().map((one) => new Date(one).toISOString().slice(0, 10));
    const day = new Date(view.scale("x").invert(pixels(event))).toISOString().slice(0, 10);
    return [first, day, [ledger().today, last].sort()[0]].sort()[1];
  };
  const isAtLine = (/** @type {Event} */ event) => Math.abs(view.scale("x")(Date.parse(state.on)) - pixels(event)) <= REACH;
  let begun = "";
  let held = false; // the line of the date
  const drawnAlong = (/** @type {Event} */ event) => begun && Math.abs(dayNumber(dayAt(event)) - dayNumber(begun)) > 1;
  view.addEventListener("mousedown", (event) => {
    held = isAtLine(event);
    begun = held ? "" : dayAt(event);
    if (held) addEventListener("mouseup", () => ((held = false), picture.dated(state.on, "")), { once: true });
  });
  view.addEventListener("mousemove", (event) => {
    picture.canvas.classList.toggle("held", held || (!begun && isAtLine(event)));
    if (held) picture.dragged(dayAt(event));
    const days = [...(drawnAlong(event) ? [begun] : []), dayAt(event)].sort();
    picture.readout.textContent = days.map((day) => picture.told?.(day) ?? "").join(" → ");
  });
  view.addEventListener("mouseup", (event) => {
    const [since, on] = [begun, dayAt(event)].sort();
    picture.dated(on, drawnAlong(event) ? since : "");
    begun = "";
  });
}

/** Put other rows into a picture, one change after the other: of two at once Vega would forget one.
 * @param {Picture} picture @param {Record<string, object[]>} rows */
function bringUpToDate(picture, rows) {
  const { drawn, rows: shown, changed } = picture;
  const change = async () => {
    await changed;
    const { view } = await /** @type {Promise<Drawn>} */ (drawn);
    const told = Object.keys(shown).map((name) => changeRows(view, name, shown, rows[name]));
    if (told.some(Boolean)) await view.runAsync();
  };
  const made = change();
  picture.changed = made.catch(() => {});
  return made;
}

/** Put other rows into a data set in place of those that it no longer has; whether there are any. What is
 * drawn later lies above, so that where order matters all from the first new one on are put anew.
 * @param {VegaView} view @param {string} name @param {Picture["rows"]} shown @param {object[]} rows */
function changeRows(view, name, shown, rows) {
  const before = shown[name];
  const after = new Map(rows.map((row) => [rowKey(row), row]));
  const keys = [...before.keys()];
  const differs = [...after.keys()].findIndex((key, at) => key !== keys[at]);
  const kept = name === "land" || differs < 0 ? Infinity : differs;
  const only = (/** @type {Map<string, object>} */ some, /** @type {Map<string, object>} */ others) =>
    [...some].filter(([key], at) => at >= kept || !others.has(key)).map(([, row]) => row);
  const [gone, come] = [only(before, after), only(after, before)];
  if (!gone.length && !come.length) return false;
  view.change(name, view.changeset().remove(before.size ? gone : () => true).insert(come));
  const fresh = new Set(come);
  for (const [key, row] of after) if (!fresh.has(row)) after.set(key, before.get(key) ?? row);
  shown[name] = after;
  return true;
}

/** What can change of a row: not the dots of its land, which what is told of it goes with.
 * @param {any} row */
function rowKey({ geometry, ...row }) {
  return JSON.stringify(row);
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
  const inSquares = definition.datasets.squares;
  if (definition.projection) definition.projection.pointRadius *= width / WIDE;
  if (inSquares && width < NARROW) {
    definition.layer = definition.layer.filter((/** @type {any} */ { mark }) => mark.type !== "text"); // no code fits
    for (const one of definition.params) if (one.name === "low") one.value = 0.5;
  }
  if (definition.projection || inSquares) {
    const part = Math.min(inSquares ? 1.4 : 1, Math.max(0.4, width / WIDE));
    for (const { mark } of definition.layer) {
      if (mark.size) Object.assign(mark, { size: mark.size * part, strokeWidth: mark.strokeWidth * part });
      if (mark.fontSize) mark.fontSize *= part;
    }
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
