// The date: a slider from the first event to today with a tick for each event, steps by day and by
// event, the milestones by name, and history played.
"use strict";

const PACE = 450; // milliseconds between two steps of a history that is played

/** @typedef {{ range: HTMLInputElement, ticks: SVGElement, date: HTMLElement, exact: HTMLInputElement,
 *   said: HTMLElement, milestones: HTMLElement, play: HTMLButtonElement, table: HTMLElement,
 *   years: HTMLElement }} When */

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
    "aria-label": "Date",
    oninput: () => go(dayOf(range.valueAsNumber), false),
    onchange: () => go(dayOf(range.valueAsNumber), true),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const forward = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
      if (!forward) return;
      event.preventDefault();
      stepByEvent(forward, go);
    },
  });
  const exact = h("input", {
    type: "date",
    id: "exact",
    onchange: () => exact.value && go(exact.value, true),
  });
  const play = h("button", { type: "button", class: "play", onclick: () => toggle(go) }, "Play");
  when = {
    range,
    exact,
    play,
    ticks: svg("svg", { class: "ticks", preserveAspectRatio: "none", "aria-hidden": "true" }),
    date: h("p", { class: "date" }),
    said: h("p", { class: "said" }),
    milestones: h("div", { class: "milestones", role: "group", "aria-label": "Milestones" }),
    table: h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Events" }),
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
      h(
        "div",
        { class: "steps", role: "group", "aria-label": "Step through history" },
        step("Event before", "M3 3v10M13 3L6 8l7 5Z", () => stepByEvent(-1, go)),
        step("Day before", "M10 3L5 8l5 5", day(-1)),
        play,
        step("Day after", "M6 3l5 5-5 5", day(1)),
        step("Event after", "M13 3v10M3 3l7 5-7 5Z", () => stepByEvent(1, go)),
      ),
      h("label", { class: "exact", for: "exact" }, "On ", exact),
    ),
    h("div", { class: "track" }, when.ticks, range, when.years),
  );
  byId("events").append(
    when.milestones,
    when.said,
    h(
      "details",
      { class: "behind events", ontoggle: () => listEvents(go) },
      h("summary", {}, "Every event in a table"),
      when.table,
    ),
  );
}

/** @type {{ ticks: Tick[], names: string[] }} */
let drawnTicks = { ticks: [], names: [] };

/** Bring the section up to date. @param {State} state @param {Day} first @param {Tick[]} ticks
 * @param {Roster[]} rosters @param {(on: Day, settled: boolean) => void} go */
function showWhen(state, first, ticks, rosters, go) {
  const { today } = ledger();
  const { known } = viewOf(state);
  const [low, high] = [dayNumber(first) - 1, dayNumber(today > first ? today : first)];
  const { range, exact } = when;
  if (range.min !== String(low) || range.max !== String(high)) {
    Object.assign(range, { min: String(low), max: String(high) });
    Object.assign(exact, { min: dayOf(low), max: dayOf(high) });
    when.years.replaceChildren(...years(low, high));
  }
  if (range.valueAsNumber !== dayNumber(state.on)) range.value = String(dayNumber(state.on));
  if (exact.value !== state.on) exact.value = state.on;
  range.setAttribute("aria-valuetext", inWords(state.on));
  when.date.replaceChildren(h("time", { dateTime: state.on }, inWords(state.on)));
  when.said.replaceChildren(...lastSaid(ticks, state.on, rosters, viewOf(state)));
  if (drawnTicks.ticks !== ticks) {
    drawnTicks = { ticks, names: rosters.map((one) => one.name) };
    drawTicks(ticks, low, high, rosters.map((one) => one.slot));
    const shown = milestonesOf(known, first, today);
    nameMilestones(shown, low, high, go);
    listEvents(go);
  }
  for (const button of when.milestones.querySelectorAll("button")) {
    button.classList.toggle("past", (button.dataset.day ?? "") <= state.on);
  }
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
  if (!latest) return [document.createTextNode("Nothing has happened yet.")];
  const same = past.filter((tick) => tick.day === latest.day).length;
  const others = same > 1 ? `, and ${same - 1} more that day` : "";
  const exact = latest.day === latest.last;
  const dated = exact ? `, on ${inWords(latest.day)}` : ` (${dateInWords(latest.date)})`;
  const lead = exact && latest.day === on ? "That day: " : `Last${dated}: `;
  const words = [lead, bdi(short(latest.words, 300)), exact ? others : "", leftOut(latest, rosters, view), "."];
  return words.map((one) => (typeof one === "string" ? document.createTextNode(one) : one));
}

/** That an event counts, and not where so much is asked of sources. @param {Tick} tick
 * @param {Roster[]} rosters @param {View} view */
function leftOut({ position, program }, rosters, view) {
  if (!asksOfSources(view)) return "";
  const isIn = (/** @type {Case} */ of) => of.acts.some(([act]) => act === position);
  const anySource = { ...view, published: "", tiers: [], min: 0 };
  const act = rosters[program].program.participants.find((one) => isIn(caseOf(one, anySource)));
  return act && !isIn(caseOf(act, view)) ? " (not counted here, for want of such sources)" : "";
}

/** @param {Tick[]} ticks @param {number} low @param {number} high @param {number[]} slots */
function drawTicks(ticks, low, high, slots) {
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
  when.ticks.replaceChildren(
    ...[...of].map(([program, d]) => svg("path", { d, class: `tick p${slots[program]}` })),
  );
}

/** @param {Milestone[]} milestones @param {number} low @param {number} high
 * @param {(on: Day, settled: boolean) => void} go */
function nameMilestones(milestones, low, high, go) {
  const buttons = milestones.map((one) => {
    const button = h(
      "button",
      {
        type: "button",
        title: one.name,
        onclick: () => go(one.earliest, true),
      },
      bdi(one.id.replaceAll("-", " ")),
      h("span", { class: "unseen" }, `: ${one.name}, ${dateInWords(one.date)}`),
    );
    button.dataset.day = one.earliest;
    button.style.setProperty("--at", String((dayNumber(one.earliest) - low) / (high - low || 1)));
    return button;
  });
  when.milestones.replaceChildren(...buttons);
  levelMilestones();
}

/** Put each name to the right or the left of its day, on the first line that has room for it. */
function levelMilestones() {
  when.milestones.classList.remove("listed");
  const whole = when.milestones.clientWidth;
  /** @type {[from: number, to: number][][]} */
  const lines = [];
  for (const button of when.milestones.querySelectorAll("button")) {
    const at = whole * Number(button.style.getPropertyValue("--at"));
    const width = button.offsetWidth + 8;
    const sides = /** @type {[number, number][]} */ ([
      [at, at + width],
      [at - width, at],
    ]);
    const inside = sides.filter(([from, to]) => from >= -20 && to <= whole + 20);
    const places = (inside.length ? inside : sides).flatMap((side) => [{ line: 0, side }]);
    let found = places[0];
    for (let line = 0; ; line += 1) {
      const free = places.find(({ side }) =>
        (lines[line] ?? []).every(([from, to]) => side[1] <= from || to <= side[0]),
      );
      if (!free) continue;
      found = { line, side: free.side };
      break;
    }
    (lines[found.line] ??= []).push(found.side);
    button.style.setProperty("--line", String(found.line));
    button.classList.toggle("late", found.side[0] < at);
  }
  when.milestones.style.setProperty("--lines", String(Math.max(1, lines.length)));
  when.milestones.classList.toggle("listed", lines.length > 3); // too many to point at their days
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
  when.table.replaceChildren(table(["Date", "Program", "What happened", "Position"], rows));
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
  const now = when.exact.value;
  const days = drawnTicks.ticks.map((tick) => tick.day).filter((day) => day <= ledger().today);
  const next = forward > 0 ? days.find((day) => day > now) : days.findLast((day) => day < now);
  if (next) go(next, true);
  return Boolean(next);
}

/** @param {(on: Day, settled: boolean) => void} go */
function toggle(go) {
  if (playing) return pause();
  when.play.textContent = "Pause";
  const last = drawnTicks.ticks.findLast((tick) => tick.day <= ledger().today);
  if (last && when.exact.value >= last.day) go(dayOf(Number(when.range.min)), false);
  const next = () => {
    const more = stepByEvent(1, (on) => go(on, false));
    if (!more) return (pause(), go(when.exact.value, true));
    playing = setTimeout(next, PACE);
  };
  playing = setTimeout(next, PACE);
}

function pause() {
  clearTimeout(playing);
  playing = undefined;
  when.play.textContent = "Play";
}
