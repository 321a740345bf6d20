// The programs that are shown, each to be taken away, and a field to find another, a state or a body by
// any of its names: a program is shown beside the others, a participant has a page of its own.
"use strict";

/** @typedef {{ chips: HTMLElement, find: HTMLInputElement, found: HTMLElement,
 *   choose: (ids: string[]) => void, fill: () => void, shown: string[] }} Choice */

/** A participant, as web/pages/searched.py writes it.
 * @typedef {[name: string, path: string, kind: string, others: string[]]} Called */

/** @type {Choice} */
let choice;
const EVERYBODY = "participants/names.js";
const MOST_FOUND = 12; // participants at a time

/** Build the section once. @param {(change: Partial<State>) => void} ask */
function buildChoice(ask) {
  const fill = () => listFound(choice.shown);
  const close = () => {
    choice.found.hidden = true;
    choice.find.setAttribute("aria-expanded", "false");
    choice.find.removeAttribute("aria-activedescendant");
  };
  const take = (/** @type {Element | null | undefined} */ option) => {
    const { id, href } = /** @type {HTMLElement | null} */ (option)?.dataset ?? {};
    if (href) return location.assign(href);
    if (!id) return;
    choice.find.value = "";
    close();
    ask({ programs: [...choice.shown, id] });
  };
  const find = h("input", {
    id: "find",
    type: "text",
    role: "combobox",
    size: 28,
    autocomplete: "off",
    spellcheck: false,
    placeholder: t("Find a program, state or body"),
    "aria-label": t("Find a program, state or body"),
    "aria-autocomplete": "list",
    "aria-controls": "found",
    "aria-expanded": "false",
    onfocus: async () => {
      fill();
      await file(EVERYBODY).catch(() => []); // without it, programs alone
      if (document.activeElement === find && find.value) fill(); // what was marked stays so
    },
    oninput: fill,
    onblur: close,
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const options = [...choice.found.children];
      const at = options.findIndex((one) => one.id === find.getAttribute("aria-activedescendant"));
      if (event.key === "Escape") close();
      else if (event.key === "Enter") take(options[Math.max(at, 0)]);
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (choice.found.hidden) fill();
        activate(at + (event.key === "ArrowDown" ? 1 : -1));
      }
    },
  });
  const found = h("ul", {
    id: "found",
    role: "listbox",
    "aria-label": t("On file"),
    hidden: true,
    onmousedown: (/** @type {MouseEvent} */ event) => {
      event.preventDefault(); // the field keeps the focus
      take(/** @type {Element} */ (event.target).closest("[data-id], [data-href]"));
    },
  });
  choice = {
    chips: h("ul", { class: "chips", "aria-label": t("Programs shown") }),
    find,
    found,
    choose: (programs) => ask({ programs }),
    fill,
    shown: [],
  };
  byId("choice").append(choice.chips, h("div", { class: "combobox" }, find, found));
}

/** List what the field finds: the programs that are not shown yet, and below them participants.
 * @param {string[]} shown */
function listFound(shown) {
  const { find, found } = choice;
  const asked = plain(find.value.trim());
  const programs = ledger().programs.filter(
    ({ id, aliases, definitions }) =>
      !shown.includes(id) &&
      [id, ...aliases, ...definitions.map(({ name }) => name)].some((one) => plain(one).includes(asked)),
  );
  const full = shown.length >= MOST_PROGRAMS;
  const people = asked ? participantsCalled(asked) : [];
  const options = [...(full ? [] : programs.map(programFound)), ...people.map(participantFound)];
  const words = full
    ? t("{n} stand side by side at most: take one away first.", { n: MOST_PROGRAMS })
    : options.length
      ? ""
      : t("Nothing on file goes by that name.");
  const told = words ? [h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, words)] : [];
  found.replaceChildren(...options, ...told);
  found.hidden = false;
  find.setAttribute("aria-expanded", "true");
  find.removeAttribute("aria-activedescendant");
}

/** @param {ProgramEntry} program */
function programFound({ id }) {
  const name = definition(id, ledger().size).name;
  const made = h("li", { id: `found-${id}`, role: "option", "aria-selected": "false" }, bdi(name), h("span", { class: "quiet" }, ` ${t("program")}`));
  made.dataset.id = id;
  return made;
}

/** @param {Called} participant @param {number} place */
function participantFound([name, path, kind], place) {
  const made = h("li", { id: `found-participant-${place}`, role: "option", "aria-selected": "false" }, bdi(name), h("span", { class: "quiet" }, ` ${kind} ›`));
  made.dataset.href = path;
  return made;
}

/** Who goes by a name: before others those who have that very name, and those whose name begins with it. @param {string} asked
 * @returns {Called[]} */
function participantsCalled(asked) {
  /** @type {Called[]} */
  const everybody = FILES.get(EVERYBODY) ?? [];
  const called = (/** @type {Called} */ [name, , , others]) => [name, ...others].map(plain);
  const goesBy = (/** @type {(name: string) => boolean} */ as) => everybody.filter((one) => called(one).some(as));
  const ranked = [goesBy((name) => name === asked), goesBy((name) => name.startsWith(asked)), goesBy((name) => name.includes(asked))];
  return [...new Set(ranked.flat())].slice(0, MOST_FOUND);
}

/** Mark one of the programs found. @param {number} at */
function activate(at) {
  const options = [...choice.found.children];
  const one = options[(at + options.length) % options.length];
  for (const other of options) other.setAttribute("aria-selected", String(other === one));
  choice.find.setAttribute("aria-activedescendant", one.id);
  one.scrollIntoView({ block: "nearest" });
}

/** A text in small letters without marks. @param {string} text */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** @param {State} state @param {number[]} slots */
function showChoice({ programs, known }, slots) {
  choice.shown = programs;
  const then = knownPosition(known) ?? ledger().size;
  keep(
    choice.chips,
    programs,
    (id) => id,
    (id) => `${slots[programs.indexOf(id)]} ${definition(id, then).name} ${programs.length > 1}`,
    (id) => {
      const { name } = definition(id, then);
      const away = h(
        "button",
        {
          type: "button",
          "aria-label": t("Take away {name}", { name }),
          title: t("Take away"),
          onclick: () => choice.choose(choice.shown.filter((one) => one !== id)),
        },
        "×",
      );
      const slot = slots[programs.indexOf(id)];
      return h("li", { class: `chip p${slot}` }, mark(slot), bdi(name), programs.length > 1 && away);
    },
  );
}
