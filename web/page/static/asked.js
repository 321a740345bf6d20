// What counts: how far the record goes, which sources, and which kinds.
"use strict";

/** @typedef {{ summary: HTMLElement, known: HTMLInputElement, fault: HTMLElement,
 *   published: DayField, tiers: HTMLInputElement[], min: HTMLInputElement,
 *   kind: HTMLSelectElement, widen: HTMLInputElement, clear: HTMLButtonElement }} Asked */

/** @type {Asked} */
let inputs;

/** Build the section once. @param {(change: Partial<State>) => void} ask */
function buildAsked(ask) {
  const known = h("input", {
    id: "known",
    type: "text",
    size: 12,
    autocomplete: "off",
    spellcheck: false,
    placeholder: t("#57 or 2023-10-24"),
    "aria-describedby": "known-fault",
    onchange: () => {
      const text = known.value.trim();
      const faulty = knownPosition(text) === null;
      known.setAttribute("aria-invalid", String(faulty));
      inputs.fault.textContent = faulty ? t("“{text}” is {what}.", { text, what: notKnown() }) : "";
      if (!faulty) ask({ known: text.replace("#", "") });
    },
  });
  const published = dayField("published", (day) => ask({ published: day }), true);
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
    h("option", { value: "" }, t("everyone")),
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
    clear: h(
      "button",
      {
        type: "button",
        onclick: () => ask({ known: "", published: "", tiers: [], min: 0, kind: "", widen: false }),
      },
      t("Count everything"),
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
        t("As known at"),
        t("What this register said then, mistakes included: a position or a date."),
        known,
        inputs.fault,
      ),
      field(
        "published",
        t("Published by"),
        t("Only what anybody could have read by that day."),
        published.whole,
      ),
      h(
        "fieldset",
        { class: "field" },
        h("legend", {}, t("Sources of tier")),
        h(
          "div",
          { class: "tiers" },
          ...tiers.map((tier) => h("label", {}, tier, ` ${t(tier.value)}`)),
        ),
        h("p", { class: "help" }, t("None chosen: all count.")),
      ),
      field("min", t("Sources an event, at least"), t("Copies of one source count once."), min),
      field("kind", t("Whom to count"), t("States alone, as most reports do, or everyone."), kind),
      field(
        "widen",
        t("Where sources disagree"),
        t("Every date that a source gives, and an act that one denies, is possible."),
        widen,
      ),
      inputs.clear,
    ),
  );
}

/** @param {State} state */
function showAsked(state) {
  const { known, published, min, tiers, kind, widen } = inputs;
  const typed = /^\d+$/.test(state.known) ? `#${state.known}` : state.known;
  if (known.value !== typed) known.value = typed;
  known.setAttribute("aria-invalid", "false");
  inputs.fault.textContent = "";
  published.show(state.published);
  min.value = state.min ? String(state.min) : "";
  for (const tier of tiers) tier.checked = state.tiers.includes(tier.value);
  kind.value = state.kind;
  widen.checked = state.widen;
  const words = conditions(viewOf(state));
  inputs.summary.replaceChildren(
    words.length ? caution(viewOf(state)) : t("Counting everything that is known, by any source"),
  );
  inputs.clear.hidden = !words.length;
}
