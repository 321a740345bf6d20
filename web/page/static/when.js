// The date: a slider from the first event to today with a tick for each event, steps by day and by
// event, the days before and after milestones, and history played.
"use strict";

const PACE = 450; // milliseconds between two steps of a history that is played, at its usual speed
const SPEEDS = [1, 2, 4, 0.5];
const REACH = 8; // pixels from a tick within which it is pointed at

/** @typedef {{ range: HTMLInputElement, ticks: SVGElement, date: HTMLElement, counts: HTMLElement,
 *   on: Day, said: HTMLElement, milestones: HTMLElement, play: HTMLButtonElement, speed: number,
 *   tip: HTMLElement, table: HTMLElement, years: HTMLElement }} When */

/** @type {When} */
let when;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let playing;

/** Build the section once. @param {(on: Day, settled: boolean) => void} go */
function buildWhen(go) {
  const range = h("input", {
    type: "range",
    id: "date",
    step: "1",
    "aria-label": t("Date"),
    oninput: () => go(dayOf(range.valueAsNumber), false),
    onchange: () => go(dayOf(range.valueAsNumber), true),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const forward = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
      if (!forward) return;
      event.preventDefault();
      stepByEvent(forward, go);
    },
  });
  const exact = dayField("exact", (day) => day && go(day, true), false);
  const play = h("button", { type: "button", class: "play", onclick: () => toggle(go) }, t("Play"));
  const pace = h("button", {
    type: "button",
    class: "pace",
    onclick: () => {
      when.speed = SPEEDS[(SPEEDS.indexOf(when.speed) + 1) % SPEEDS.length];
      showPace(pace);
    },
  });
  when = {
    range,
    play,
    speed: SPEEDS[0],
    tip: h("p", { class: "tip", hidden: true, "aria-hidden": "true" }), // the table has it
    on: "",
    counts: h("p", { class: "counts", "aria-hidden": "true" }), // the headline reads them out
    ticks: svg("svg", { class: "ticks", preserveAspectRatio: "none", "aria-hidden": "true" }),
    date: h("p", { class: "date" }),
    said: h("p", { class: "said" }),
    milestones: h("ul", { class: "milestones", "aria-label": t("Milestones") }),
    table: h("div", { class: "table", tabindex: "0", role: "region", "aria-label": t("Events") }),
    years: h("div", { class: "years", "aria-hidden": "true" }),
  };
  const step = (
    /** @type {string} */ label,
    /** @type {string} */ sign,
    /** @type {() => void} */ onclick,
  ) =>
    h(
      "button",
      { type: "button", "aria-label": label, title: label, onclick },
      svg(
        "svg",
        { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
        svg("path", { d: sign }),
      ),
    );
  const day = (/** @type {number} */ by) => () =>
    go(
      dayOf(Math.min(Math.max(range.valueAsNumber + by, Number(range.min)), Number(range.max))),
      true,
    );
  byId("when").append(
    h(
      "div",
      { class: "hands" },
      when.date,
      when.counts,
      h(
        "div",
        { class: "steps", role: "group", "aria-label": t("Step through history") },
        step(t("Event before"), "M3 3v10M13 3L6 8l7 5Z", () => stepByEvent(-1, go)),
        step(t("Day before"), "M10 3L5 8l5 5", day(-1)),
        play,
        pace,
        step(t("Day after"), "M6 3l5 5-5 5", day(1)),
        step(t("Event after"), "M13 3v10M3 3l7 5-7 5Z", () => stepByEvent(1, go)),
      ),
    ),
    h("div", { class: "track" }, when.ticks, range, when.years, when.tip),
  );
  showPace(pace);
  pointAtTicks(go);
  watchBar();
  byId("events").append(
    h(
      "div",
      { class: "then" },
      when.said,
      h("div", { class: "exact" }, h("label", { for: "exact" }, `${t("Go to")} `), exact.whole),
    ),
    h(
      "details",
      { class: "behind", open: innerWidth >= NARROW },
      h("summary", {}, t("Before and after a milestone")),
      when.milestones,
    ),
    h(
      "details",
      { class: "behind events", ontoggle: () => listEvents(go) },
      h("summary", {}, t("Every event in a table")),
      when.table,
    ),
  );
}

/** @param {HTMLButtonElement} pace */
function showPace(pace) {
  pace.textContent = `${new Intl.NumberFormat(LANGUAGE).format(when.speed)}×`;
  pace.setAttribute("aria-label", t("Speed: {n} times", { n: when.speed }));
  pace.title = t("Speed");
}

/** Say what happened on the days that are pointed at, and go there on a click.
 * @param {(on: Day, settled: boolean) => void} go */
function pointAtTicks(go) {
  const { ticks, tip, range } = when;
  const pointedAt = (/** @type {MouseEvent} */ { clientX }) => {
    const { left, width } = ticks.getBoundingClientRect();
    const [low, high] = [Number(range.min), Number(range.max)];
    const at = (/** @type {Tick} */ { day }) => Math.abs(left + ((dayNumber(day) - low) / (high - low || 1)) * width - clientX);
    const near = drawnTicks.ticks.filter((tick) => at(tick) <= REACH).sort((a, b) => at(a) - at(b));
    return near.filter(({ day }) => day === near[0].day);
  };
  ticks.addEventListener("mousemove", (event) => {
    const found = pointedAt(/** @type {MouseEvent} */ (event));
    tip.hidden = !found.length;
    if (!found.length) return;
    const [{ date, words, day }] = found;
    const more = found.length > 1 ? t(", and {n} more that day", { n: found.length - 1 }) : "";
    tip.textContent = `${t("{what}: {text}", { what: dateInWords(date), text: short(words, 160) })}${more}`;
    const part = (dayNumber(day) - Number(range.min)) / (Number(range.max) - Number(range.min) || 1);
    tip.style.setProperty("--at", String(part));
  });
  ticks.addEventListener("mouseleave", () => (tip.hidden = true));
  ticks.addEventListener("click", (event) => {
    const [tick] = pointedAt(/** @type {MouseEvent} */ (event));
    if (tick) go(tick.day, true);
  });
}

/** Keep what is gone to clear of the bar, however high that is. */
function watchBar() {
  const bar = byId("when");
  new ResizeObserver(() => {
    const stuck = getComputedStyle(bar).position === "sticky";
    document.documentElement.style.scrollPaddingTop = stuck ? `${bar.offsetHeight + 8}px` : "0";
  }).observe(bar);
}

/** @type {{ ticks: Tick[], names: string[] }} */
let drawnTicks = { ticks: [], names: [] };

/** Bring the section up to date. @param {State} state @param {Day} first @param {Tick[]} ticks
 * @param {Roster[]} rosters @param {(on: Day, settled: boolean) => void} go */
function showWhen(state, first, ticks, rosters, go) {
  const { today } = ledger();
  const { known } = viewOf(state);
  const last = ticks.at(-1)?.day ?? first; // what takes effect later can be gone to as well
  const [low, high] = [dayNumber(first) - 1, dayNumber([today, first, last].sort()[2])];
  const { range } = when;
  if (range.min !== String(low) || range.max !== String(high)) {
    Object.assign(range, { min: String(low), max: String(high) });
    when.years.replaceChildren(...years(low, high));
  }
  if (range.valueAsNumber !== dayNumber(state.on)) range.value = String(dayNumber(state.on));
  when.on = state.on;
  range.setAttribute("aria-valuetext", inWords(state.on));
  when.date.replaceChildren(h("time", { dateTime: state.on }, inWords(state.on)));
  when.counts.replaceChildren(
    ...rosters.map((one) => h("span", { class: "tally" }, mark(one.slot), figures(one))),
  );
  when.said.replaceChildren(...lastSaid(ticks, state.on, rosters, viewOf(state)));
  if (drawnTicks.ticks !== ticks) {
    drawnTicks = { ticks, names: rosters.map((one) => one.name) };
    const shown = milestonesOf(state.programs, known, first, dayOf(high));
    drawTicks(ticks, low, high, rosters.map((one) => one.slot), shown);
    nameMilestones(shown, go);
    listEvents(go);
  }
  namePlay();
}

/** Some of the years between two days, evenly apart. @param {number} low @param {number} high */
function years(low, high) {
  const [from, to] = [low, high].map((day) => Number(dayOf(day).slice(0, 4)));
  const step = [1, 2, 5, 10, 20, 50, 100, 1000].find((one) => (to - from) / one <= 12) ?? 1000;
  const found = [];
  for (let year = Math.ceil((from + 1) / step) * step; year <= to; year += step) {
    const label = h("span", {}, String(year));
    const at = (dayNumber(`${String(year).padStart(4, "0")}-01-01`) - low) / (high - low || 1);
    label.style.setProperty("--at", String(at));
    found.push(label);
  }
  return found;
}

/** What happened last, or on the day itself. @param {Tick[]} ticks @param {Day} on
 * @param {Roster[]} rosters @param {View} view @returns {Node[]} */
function lastSaid(ticks, on, rosters, view) {
  const past = ticks.filter((tick) => tick.day <= on);
  const latest = past.at(-1);
  if (!latest) return [document.createTextNode(t("Nothing has happened yet."))];
  const same = past.filter((tick) => tick.day === latest.day).length;
  const exact = latest.day === latest.last;
  const others = exact && same > 1 ? t(", and {n} more that day", { n: same - 1 }) : "";
  const dated = exact ? "Last, on {day}: {what}." : "Last ({day}): {what}.";
  const lead = exact && latest.day === on ? "That day: {what}." : dated;
  const what = [bdi(short(latest.words, 300)), others, leftOut(latest, rosters, view)];
  return pieces(lead, { day: exact ? inWords(latest.day) : dateInWords(latest.date), what })
    .filter(present)
    .map((one) => (typeof one === "string" ? document.createTextNode(one) : one));
}

/** That an event counts, and not where so much is asked of sources. @param {Tick} tick
 * @param {Roster[]} rosters @param {View} view */
function leftOut({ position, program }, rosters, view) {
  if (!asksOfSources(view)) return "";
  const isIn = (/** @type {Case} */ of) => of.acts.some(([act]) => act === position);
  const anySource = { ...view, published: "", tiers: [], min: 0 };
  const act = rosters[program].program.participants.find((one) => isIn(caseOf(one, anySource)));
  return act && !isIn(caseOf(act, view)) ? ` ${t("(not counted here, for want of such sources)")}` : "";
}

/** @param {Tick[]} ticks @param {number} low @param {number} high @param {number[]} slots
 * @param {Milestone[]} milestones */
function drawTicks(ticks, low, high, slots, milestones) {
  const of = new Map();
  for (const tick of ticks) {
    const x = dayNumber(tick.day) - low;
    const to = Math.min(dayNumber(tick.last), high) - low;
    const span = to > x ? `M${x} ${4 + 8 * tick.program}V${9 + 8 * tick.program}H${to}` : "";
    of.set(tick.program, `${of.get(tick.program) ?? ""}M${x} ${3 + 8 * tick.program}v6${span}`);
  }
  const rows = Math.max(1, ...[...of.keys()].map((one) => one + 1));
  when.ticks.setAttribute("viewBox", `0 0 ${high - low || 1} ${8 * rows + 3}`);
  when.ticks.dataset.rows = String(rows);
  const named = milestones.map(({ earliest }) => `M${dayNumber(earliest) - low} 0V${8 * rows + 3}`);
  when.ticks.replaceChildren(
    svg("path", { d: named.join(""), class: "tick named" }),
    ...[...of].map(([program, d]) => svg("path", { d, class: `tick p${slots[program]}` })),
  );
}

/** The milestones by name, each with the days before and after. @param {Milestone[]} milestones
 * @param {(on: Day, settled: boolean) => void} go */
function nameMilestones(milestones, go) {
  const to = (/** @type {string} */ word, /** @type {Milestone} */ one, /** @type {Day} */ day) =>
    h(
      "button",
      {
        type: "button",
        class: "plain",
        "aria-label": t("{what}: {text}", { what: word, text: one.name }),
        title: t("The end of {day}", { day: inWords(day) }),
        onclick: () => go(day, true),
      },
      word,
    );
  const items = milestones.map((one) =>
    h(
      "li",
      {},
      h("span", { class: "ways" }, to(t("before"), one, dayOf(dayNumber(one.earliest) - 1)), " ", to(t("after"), one, one.latest)),
      h("span", {}, bdi(one.name), ", ", h("span", { class: one.earliest === one.latest ? "quiet on" : "quiet" }, dateInWords(one.date))),
    ),
  );
  when.milestones.replaceChildren(...items);
  /** @type {HTMLElement} */ (when.milestones.parentElement).hidden = !items.length;
}

/** The table behind the ticks, made when it is opened. @param {(on: Day, settled: boolean) => void} go */
function listEvents(go) {
  if (!when.table.closest("details")?.open) return;
  const { ticks, names } = drawnTicks;
  const rows = ticks.map((tick) =>
    h(
      "tr",
      {},
      h(
        "td",
        {},
        h(
          "button",
          { type: "button", class: "plain", onclick: () => go(tick.day, true) },
          dateInWords(tick.date),
        ),
      ),
      h("td", {}, bdi(names[tick.program])),
      h("td", {}, bdi(tick.words)),
      h("td", { class: "number" }, `#${tick.position}`),
    ),
  );
  when.table.replaceChildren(table([t("Date"), t("Program"), t("What happened"), t("Position")], rows));
}

/** @param {string[]} heads @param {HTMLTableRowElement[]} rows */
function table(heads, rows) {
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, ...rows),
  );
}

/** Go to the next day with an event, or to the one before. @param {number} forward
 * @param {(on: Day, settled: boolean) => void} go @returns {boolean} whether there was one */
function stepByEvent(forward, go) {
  const now = when.on;
  const days = drawnTicks.ticks.map((tick) => tick.day);
  const next = forward > 0 ? days.find((day) => day > now) : days.findLast((day) => day < now);
  if (next) go(next, true);
  return Boolean(next);
}

/** @param {(on: Day, settled: boolean) => void} go */
function toggle(go) {
  if (playing) return pause();
  when.play.textContent = t("Pause");
  const last = drawnTicks.ticks.at(-1);
  if (last && when.on >= last.day) go(dayOf(Number(when.range.min)), false);
  const next = () => {
    const more = stepByEvent(1, (on) => go(on, false));
    if (!more) return (pause(), go(when.on, true));
    playing = setTimeout(next, PACE / when.speed);
  };
  playing = setTimeout(next, PACE / when.speed);
}

function pause() {
  clearTimeout(playing);
  playing = undefined;
  namePlay();
}

/** What the button does next: after the last event it plays all anew. */
function namePlay() {
  const last = drawnTicks.ticks.at(-1);
  if (!playing) when.play.textContent = last && when.on >= last.day ? t("Replay") : t("Play");
}
