// The chart and the map: definitions made elsewhere (web/charts.py), filled here with what was
// selected, and a table behind each.
"use strict";

/** @typedef {{ figure: HTMLElement, canvas: HTMLElement, caption: HTMLElement, table: HTMLElement,
 *   key: string, drawn: Drawn | null }} Picture */

/** @type {{ chart: Picture, map: Picture } | undefined} */
let pictures;

/** @param {string} title @param {string} label @returns {Picture} */
function picture(title, label) {
  const canvas = h("div", { class: "canvas" });
  const caption = h("figcaption", {});
  const behind = h("div", { class: "table", tabindex: "0", role: "region", "aria-label": label });
  const figure = h("figure", {}, h("h2", {}, title), caption, canvas,
    h("details", { class: "behind", ontoggle: () => fillTables() }, h("summary", {}, "The same in a table"), behind));
  byId("pictures").append(figure);
  return { figure, canvas, caption, table: behind, key: "", drawn: null };
}

/** @type {() => void} */
let fillTables = () => {};

/** Draw or bring up to date. @param {State} state @param {Roster[]} rosters @param {Day} first */
async function showPictures(state, rosters, first) {
  pictures ??= { chart: picture("Members over time", "Members over time"), map: picture("On the map", "States") };
  const { chart, map } = pictures;
  const view = viewOf(state);
  const names = rosters.map((one) => one.name);
  const counts = rosters.map((one) => countsOverTime(one.program, view, first, ledger().today));
  const states = statesOf(rosters, (await file("data/places.js")).places);
  chart.caption.textContent = `A line for each program${counts.some(uncertain) ? "; the band above it are possible members" : ""}.`;
  map.caption.textContent = mapCaption(states, names, state.on);
  fillTables = () => {
    if (chart.figure.querySelector("details")?.open) chart.table.replaceChildren(countsTable(counts, names));
    if (map.figure.querySelector("details")?.open) map.table.replaceChildren(statesTable(states));
  };
  fillTables();
  await Promise.all([
    draw(chart, "membership", names, {
      counts: counts.flatMap((of, i) => stepped(of).map((one) => ({ program: names[i], ...one }))),
      ends: ends(counts, names),
      milestones: [],
      now: [{ day: state.on }],
    }),
    draw(map, "world", names, { states, land: (await file("data/places.js")).land }),
  ]);
}
