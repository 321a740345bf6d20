// The page: its state, and bringing every part up to date with it.
"use strict";

/** @type {State} */
let state;
/** Which state the parts show, the audit aside. */
let shownKey = "";
/** What happened, as known then, and the first day of all that happened, as known now.
 * @type {{ key: string, ticks: Tick[], first: Day }} */
let past = { key: "", ticks: [], first: "" };
let turn = 0;
const QUIET = 400; // milliseconds
let remembered = -QUIET;
let remembering = 0;

/** Change the state, and with it the address; what is settled can be gone back to.
 * @param {Partial<State>} change @param {boolean} [settled] */
function ask(change, settled = true) {
  const next = { ...state, faults: [], ...change };
  if (change.on && !change.since && state.since === yearBefore(state.on)) next.since = yearBefore(change.on);
  if (
    settled &&
    JSON.stringify(next) === JSON.stringify(state) &&
    location.hash === writeState(next)
  )
    return;
  state = next;
  byId("lede").setAttribute("aria-busy", String(!settled)); // so that each step is not read out
  if (settled) remember(Object.keys(change).join() === "on");
  show();
}

/** Put the state into the address. Days that follow each other at once, as while a key is held, are
 * one step to go back: browsers refuse hundreds of them. @param {boolean} day only that changed */
function remember(day) {
  clearTimeout(remembering);
  const now = performance.now();
  if (day && now - remembered < QUIET) {
    remembering = setTimeout(() => history.replaceState(null, "", writeState(state)), QUIET);
  } else if (writeState(state) !== location.hash) {
    history.pushState(null, "", writeState(state));
  }
  remembered = now;
}

/** Bring every part up to date. */
async function show() {
  const mine = ++turn;
  const start = performance.now();
  document.documentElement.dataset.shown = "";
  document.documentElement.classList.toggle("embedded", state.embed);
  document.documentElement.dataset.part = state.embed ? state.part : "";
  document.documentElement.dataset.theme = state.theme;
  document.documentElement.classList.toggle("misaddressed", showFaults(state, ask));
  if (state.faults.length) return void (document.documentElement.dataset.shown = String(mine));
  const key = JSON.stringify({ ...state, member: "" });
  const missing = state.programs.filter((id) => !programData(id));
  const slots = slotsOf(state.programs);
  const rosters = state.programs.map((id, index) => {
    const program = programData(id);
    return program ? rosterOf(program, { index, slot: slots[index] }, viewOf(state)) : id;
  });
  const loaded = rosters.filter((one) => typeof one !== "string");
  if (key !== shownKey || missing.length) {
    showPrograms(state, rosters, (member) => ask({ member }));
    showAsked(state);
    showChoice(state, slots);
    if (!missing.length) showLoaded(loaded);
  }
  shownKey = missing.length ? "" : key;
  if (!missing.length) document.title = titleOf(state, loaded);
  performance.measure("page", { start });
  if (missing.length) return load(missing);
  const drawn = showPictures(state, loaded, past.first, (member) => ask({ member }));
  await Promise.all([drawn, showAudit(state)]).catch(complain);
  if (mine !== turn) return;
  performance.measure("page and pictures", { start });
  document.documentElement.dataset.shown = String(turn);
}

/** @param {Roster[]} rosters */
function showLoaded(rosters) {
  const view = viewOf(state);
  const key = JSON.stringify([state.programs, view.known]);
  if (key !== past.key)
    past = { key, ticks: happened(rosters, view.known), first: firstDay(rosters) };
  showWhen(
    state,
    past.first,
    past.ticks,
    rosters,
    goTo,
  );
  showMatrix(rosters, (member) => ask({ member }));
  showChanges(state, rosters, (member) => ask({ member }));
  showRevision(state, rosters, (member) => ask({ member }));
  showLede(rosters);
  showColophon();
  showTake(rosters);
  document.documentElement.classList.add("ready");
}

/** @param {Roster[]} rosters @param {number} known @returns {Tick[]} */
function happened(rosters, known) {
  const all = rosters.flatMap((one) => ticksOf(one.program, one.index, known));
  return all.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.position - b.position));
}

/** @param {Roster[]} rosters @returns {Day} */
function firstDay(rosters) {
  return happened(rosters, ledger().size)[0]?.day ?? ledger().today;
}

/** @param {Day} on @param {boolean} settled */
function goTo(on, settled) {
  ask({ on }, settled);
}

/** @param {string[]} missing */
async function load(missing) {
  try {
    await Promise.all(missing.map((id) => file(programFile(id))));
    show();
  } catch (problem) {
    complain(problem);
  }
}

/** @param {unknown} problem */
function complain(problem) {
  const words = problem instanceof Error ? problem.message : String(problem);
  const notice = byId("problem");
  notice.textContent = t(
    "Something could not be shown: {words}. Load the page again, or tell whoever publishes it.",
    { words },
  );
  notice.hidden = false;
  document.documentElement.dataset.problem = words;
}

/** For which question and width the headline has its room. */
let reserved = "";

/** The answer in a sentence. It has room for its longest form, so that nothing below moves while the
 * date is drawn along. @param {Roster[]} rosters */
function showLede(rosters) {
  const lede = byId("lede");
  const view = viewOf(state);
  const key = JSON.stringify([state.programs, conditions(view), innerWidth]);
  if (key !== reserved) {
    const longest = rosters.map(({ name, program }) => {
      const counts = countsOverTime(program, view, past.first, LAST_DAY);
      const doubt = counts.some((one) => one.most > one.certain);
      const states = program.participants.filter(({ kind }) => kind === "state").length;
      const mixed = !view.kind && states > 0 && states < program.participants.length;
      return { name, certain: 888, possible: doubt ? 88 : 0, states: mixed ? 88 : 888 };
    });
    lede.style.minHeight = "0";
    lede.replaceChildren(...answerWords({ ...view, on: ledger().today }, longest));
    lede.style.minHeight = `${lede.offsetHeight}px`;
    reserved = key;
  }
  lede.replaceChildren(...answerWords(view, rosters.map(tally)));
}

/** How many members a roster has for certain, how many of these are states, and how many more it has
 * possibly. @param {Roster} roster */
function tally({ name, entries }) {
  const certain = entries.filter((entry) => entry.certain);
  const states = certain.filter(({ member }) => member.kind === "state").length;
  return { name, certain: certain.length, states, possible: entries.length - certain.length };
}

/** @param {View} view @param {ReturnType<typeof tally>[]} counts */
function answerWords(view, counts) {
  const verb = view.on > ledger().today ? MEMBERS_TO_COME : MEMBERS_ON_FILE;
  const told = counts.map(({ name, certain, possible, states }, place) => {
    const [one, several] = place ? MEMBERS_OF_ANOTHER : verb;
    const said = pieces(PLURALS.select(certain) === "one" ? one : several, {
      program: bdi(plainName(name)),
      n: h("strong", {}, String(certain)),
    });
    const more = [
      states && states < certain ? many(states, "{n} of them a state", "{n} of them states") : "",
      possible ? t("and possibly {n} more", { n: possible }) : "",
    ].filter(Boolean);
    return more.length ? [...said, ` (${more.join(", ")})`] : said;
  });
  const rows = told.reduce((most, end, place) => {
    const last = place === told.length - 1;
    return last ? pieces("{most} and {end}", { most, end }) : [...most, ", ", ...end];
  });
  return pieces("{conditions}, {answer}.", { conditions: asOf(view), answer: rows }).filter(present);
}

const MEMBERS_ON_FILE = [
  "the {program} had {n} member on file",
  "the {program} had {n} members on file",
];
const MEMBERS_TO_COME = [
  "the {program} will have {n} member on file",
  "the {program} will have {n} members on file",
];
const MEMBERS_OF_ANOTHER = ["the {program} {n}", "the {program} {n}"];

function showColophon() {
  const { size, root, today, unread } = ledger();
  const { known } = viewOf(state);
  const left = unread.filter((position) => position <= known).length;
  byId("colophon").replaceChildren(
    h(
      "p",
      {},
      t("As known at {position}, of {n} events; made on {day}.", {
        position: positionInWords(known),
        n: size,
        day: inWords(today),
      }),
      " ",
      h("a", { href: exactly(state), class: "cite" }, t("A link to exactly this view")),
    ),
    printedAddress(state),
    left
      ? h(
          "p",
          {},
          many(
            left,
            "{n} event counts for nothing, since this version cannot read it.",
            "{n} events count for nothing, since this version cannot read them.",
          ),
        )
      : "",
    h("p", { class: "keyboard" }, h("button", { type: "button", class: "plain", onclick: showKeys }, t("Keys")), " ", h("kbd", {}, "?")),
    h("p", { class: "tree-head" }, `${t("Tree head")} `, h("code", {}, root)),
    h(
      "p",
      { class: "whole" },
      ...credit(),
      h(
        "a",
        {
          href: `index.html${writeState({ ...state, embed: false, part: "", theme: "" })}`,
          target: "_blank",
          rel: "noopener",
        },
        t("The whole page"),
      ),
    ),
  );
}

/** Whose an embedded page is. */
function credit() {
  const { title, publisher, licence } = imprint();
  return [title, publisher, licence].filter(Boolean).flatMap((one) => [/^https?:/.test(one) ? link(one, one) : bdi(one), " · "]);
}

/** Take the state from the address, as when somebody goes back. */
function fromAddress() {
  pause();
  clearTimeout(remembering);
  state = readState(location);
  if (state.embed && !OF_SEVERAL.includes(state.part)) state.programs = state.programs.slice(0, 1);
  show();
}

function start() {
  if (!ledger().programs.length) {
    byId("lede").textContent = t("No program is on file yet.");
    document.documentElement.classList.add("empty");
    document.documentElement.dataset.shown = "1";
    return;
  }
  buildWhen(goTo);
  buildChoice(ask);
  buildAsked(ask);
  buildMatrix();
  buildChanges((since) => ask({ since }));
  buildRevision(ask);
  buildTake();
  tellHeight();
  buildPictures(show, ask);
  buildKeys(ask, goTo);
  buildAudit(
    () => state.member && ask({ member: "" }),
    (member) => ask({ member }),
  );
  /** @type {HTMLElement} */ (document.querySelector(".skip")).addEventListener(
    "click",
    (event) => {
      event.preventDefault(); // the address is the state's
      byId("programs").focus();
    },
  );
  addEventListener("popstate", fromAddress);
  addEventListener("hashchange", fromAddress);
  let waiting = 0;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      reserved = "";
      show();
    }, 150);
  };
  addEventListener("resize", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  fromAddress();
}

document.addEventListener("received", (event) => {
  if (/** @type {CustomEvent} */ (event).detail === "data/ledger.js") start();
});
