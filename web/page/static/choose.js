// The programs that are shown, each to be taken away, and a field to find another by name or alias.
"use strict";

/** @typedef {{ chips: HTMLElement, find: HTMLInputElement, found: HTMLElement,
 *   choose: (ids: string[]) => void, fill: () => void, shown: string[] }} Choice */

/** @type {Choice} */
let choice;

/** Build the section once. @param {(change: Partial<State>) => void} ask */
function buildChoice(ask) {
  const fill = () => listFound(choice.shown);
  const close = () => {
    choice.found.hidden = true;
    choice.find.setAttribute("aria-expanded", "false");
    choice.find.removeAttribute("aria-activedescendant");
  };
  const take = (/** @type {Element | null | undefined} */ option) => {
    const { id } = /** @type {HTMLElement | null} */ (option)?.dataset ?? {};
    if (!id) return;
    choice.find.value = "";
    close();
    ask({ programs: [...choice.shown, id] });
  };
  const find = h("input", {
    id: "find",
    type: "text",
    role: "combobox",
    size: 18,
    autocomplete: "off",
    spellcheck: false,
    placeholder: t("Add a program"),
    "aria-label": t("Add a program"),
    "aria-autocomplete": "list",
    "aria-controls": "found",
    "aria-expanded": "false",
    onfocus: fill,
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
    "aria-label": t("Programs on file"),
    hidden: true,
    onmousedown: (/** @type {MouseEvent} */ event) => {
      event.preventDefault(); // the field keeps the focus
      take(/** @type {Element} */ (event.target).closest("[data-id]"));
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

/** List the programs that the field finds, those not shown yet. @param {string[]} shown */
function listFound(shown) {
  const { find, found } = choice;
  const asked = plain(find.value.trim());
  const others = ledger().programs.filter(
    ({ id, aliases, definitions }) =>
      !shown.includes(id) &&
      [id, ...aliases, ...definitions.map(({ name }) => name)].some((one) => plain(one).includes(asked)),
  );
  const full = shown.length >= MOST_PROGRAMS;
  const words = full
    ? t("{n} stand side by side at most: take one away first.", { n: MOST_PROGRAMS })
    : others.length
      ? ""
      : t("No program on file goes by that name.");
  const option = (/** @type {ProgramEntry} */ { id }) => {
    const made = h(
      "li",
      { id: `found-${id}`, role: "option", "aria-selected": "false" },
      bdi(definition(id, ledger().size).name),
    );
    made.dataset.id = id;
    return made;
  };
  found.replaceChildren(
    ...(words
      ? [h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, words)]
      : others.map(option)),
  );
  found.hidden = false;
  find.setAttribute("aria-expanded", "true");
  find.removeAttribute("aria-activedescendant");
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
