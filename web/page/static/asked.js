// What counts: how far the record goes, which sources, which kinds, and the programs to show.
"use strict";

/** @typedef {{ summary: HTMLElement, known: HTMLInputElement, fault: HTMLElement,
 *   published: HTMLInputElement, tiers: HTMLInputElement[], min: HTMLInputElement,
 *   kind: HTMLSelectElement, widen: HTMLInputElement, programs: HTMLElement, clear: HTMLButtonElement }} Asked */

/** @type {Asked} */
let inputs;

/** Build the section once. @param {(change: Partial<State>) => void} ask @param {() => State} state */
function buildAsked(ask, state) {
  const known = h("input", {
    id: "known",
    type: "text",
    size: 12,
    autocomplete: "off",
    spellcheck: false,
    placeholder: "#57 or 2023-10-24",
    "aria-describedby": "known-fault",
    onchange: () => ask({ known: known.value.trim() }),
  });
  const published = h("input", {
    id: "published",
    type: "date",
    onchange: () => ask({ published: published.value }),
  });
  const min = h("input", {
    id: "min",
    type: "number",
    min: "1",
    max: "9999",
    step: "1",
    onchange: () => ask({ min: min.validity.valid ? min.valueAsNumber || 0 : 0 }),
  });
  const tiers = TIERS.map((tier) =>
    h("input", {
      type: "checkbox",
      id: `tier-${tier}`,
      value: tier,
      onchange: () => ask({ tiers: tiers.filter((one) => one.checked).map((one) => one.value) }),
    }),
  );
  const kind = h(
    "select",
    { id: "kind", onchange: () => ask({ kind: kind.value }) },
    h("option", { value: "" }, "everyone"),
    ...KINDS.map((one) => h("option", { value: one }, KIND_WORDS[one][1])),
  );
  const widen = h("input", {
    id: "widen",
    type: "checkbox",
    onchange: () => ask({ widen: widen.checked }),
  });
  inputs = {
    summary: h("summary", {}),
    known,
    published,
    min,
    tiers,
    kind,
    widen,
    fault: h("p", { id: "known-fault", class: "fault", role: "status" }),
    programs: h("div", { class: "choice", role: "group", "aria-label": "Programs" }),
    clear: h(
      "button",
      {
        type: "button",
        onclick: () => ask({ known: "", published: "", tiers: [], min: 0, kind: "", widen: false }),
      },
      "Count everything",
    ),
  };
  const field = (
    /** @type {string} */ id,
    /** @type {string} */ label,
    /** @type {string} */ help,
    /** @type {Child[]} */ ...input
  ) =>
    h(
      "div",
      { class: "field" },
      h("label", { for: id }, label),
      ...input,
      h("p", { class: "help" }, help),
    );
  byId("asked").append(
    inputs.summary,
    h(
      "div",
      { class: "fields" },
      field(
        "known",
        "As known at",
        "What this register said then, mistakes included: a position or a date.",
        known,
        inputs.fault,
      ),
      field(
        "published",
        "Published by",
        "Only what anybody could have read by that day.",
        published,
      ),
      h(
        "fieldset",
        { class: "field" },
        h("legend", {}, "Sources of tier"),
        h(
          "div",
          { class: "tiers" },
          ...tiers.map((tier) => h("label", {}, tier, ` ${tier.value}`)),
        ),
        h("p", { class: "help" }, "None chosen: all count."),
      ),
      field("min", "Sources an event, at least", "Copies of one source count once.", min),
      field("kind", "Whom to count", "States alone, as most reports do, or everyone.", kind),
      field(
        "widen",
        "Where sources disagree",
        "Every date that a source gives, and an act that one denies, is possible.",
        widen,
      ),
      h(
        "fieldset",
        { class: "field wide" },
        h("legend", {}, `Programs, up to ${MOST_PROGRAMS}`),
        inputs.programs,
      ),
      inputs.clear,
    ),
  );
  choosePrograms(ask, state);
}

/** Boxes to tick, or where there are many programs, a field to find one by name.
 * @param {(change: Partial<State>) => void} ask @param {() => State} state */
function choosePrograms(ask, state) {
  const { programs, size } = ledger();
  const name = (/** @type {string} */ id) => definition(id, size).name;
  const without = (/** @type {string} */ id) => state().programs.filter((one) => one !== id);
  const choose = (/** @type {string} */ id, /** @type {boolean} */ chosen) => {
    const others = without(id);
    const more = chosen ? [...others, id].slice(-MOST_PROGRAMS) : others;
    ask({ programs: more.length ? more : [id] });
  };
  const few = programs.length <= 20;
  if (!few) {
    const find = h("input", {
      type: "text",
      id: "find",
      list: "every-program",
      autocomplete: "off",
      "aria-label": "Add a program",
      placeholder: "Add a program",
      onchange: () => {
        const found = programs.find((one) =>
          [name(one.id), one.id, ...one.aliases].includes(find.value),
        );
        if (found) (choose(found.id, true), (find.value = ""));
      },
    });
    const names = h(
      "datalist",
      { id: "every-program" },
      ...programs.map((one) => h("option", { value: name(one.id) })),
    );
    byId("asked").querySelector(".choice")?.before(find, names);
  }
  chooser = () => {
    const shown = few ? programs.map((one) => one.id) : state().programs;
    keep(
      inputs.programs,
      shown,
      (id) => id,
      (id) => `${state().programs.includes(id)}`,
      (id) => {
        const box = h("input", {
          type: "checkbox",
          checked: state().programs.includes(id),
          onchange: () => choose(id, box.checked),
        });
        return h("label", {}, box, " ", bdi(name(id)));
      },
    );
  };
}

let chooser = () => {};

/** @param {State} state */
function showAsked(state) {
  const { known, published, min, tiers, kind, widen } = inputs;
  const typed = /^\d+$/.test(state.known) ? `#${state.known}` : state.known;
  if (known.value !== typed) known.value = typed;
  const faulty = knownPosition(state.known) === null;
  known.setAttribute("aria-invalid", String(faulty));
  inputs.fault.textContent = faulty
    ? `“${typed}” is no position up to #${ledger().size} and no date: everything is counted.`
    : "";
  if (published.value !== state.published) published.value = state.published;
  min.value = state.min ? String(state.min) : "";
  for (const tier of tiers) tier.checked = state.tiers.includes(tier.value);
  kind.value = state.kind;
  widen.checked = state.widen;
  chooser();
  const words = [
    state.known && !faulty ? `what was known at ${typed}` : "",
    state.published ? `what was published by ${inWords(state.published)}` : "",
    state.tiers.length ? `sources that are ${state.tiers.join(" or ")}` : "",
    state.min ? `events with ${state.min} sources or more` : "",
    state.kind ? KIND_WORDS[state.kind][1] : "",
  ].filter(Boolean);
  const wide = state.widen ? "; every date that a source gives, and what one denies, as possible" : "";
  inputs.summary.replaceChildren(
    h("span", { class: "what" }, "Counting "),
    words.length ? `only ${words.join(", ")}` : "everything that is known, by any source",
    wide,
  );
  inputs.clear.hidden = !words.length && !faulty && !state.widen;
}
