// A field for a day, typed in words or as 2023-09-30 and taken when it is whole (Enter, or leaving the
// field), or picked from the browser's calendar. What is no day is told beside it.
"use strict";

/** @typedef {{ whole: HTMLElement, show: (day: Day | "") => void }} DayField */

/** The day that a text names, whichever way round its month stands by name; nothing where it could be
 * another. @param {string} text @returns {Day | ""} */
function dayIn(text) {
  const asked = text.trim();
  const letters = plain(asked);
  if (isDay(asked)) return asked;
  const parts =
    /^(?<day>\d{1,2})(?:\.|er)? +(?<month>[a-z]{3,})\.?,? +(?<year>\d{4})$/.exec(letters) ??
    /^(?<month>[a-z]{3,})\.? +(?<day>\d{1,2}),? +(?<year>\d{4})$/.exec(letters);
  if (!parts?.groups) return "";
  const { day, month, year } = parts.groups;
  const number = MONTHS.findIndex((one) => plain(one).startsWith(month)) + 1;
  const found = `${year}-${String(number).padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(found) ? found : "";
}

/** @param {string} id @param {(day: Day | "") => void} go @param {boolean} kept whether the day stays in
 * the field, and may be taken out of it @returns {DayField} */
function dayField(id, go, kept) {
  const take = () => {
    const day = dayIn(input.value);
    const amiss = Boolean(input.value) && !day;
    input.setAttribute("aria-invalid", String(amiss));
    fault.textContent = amiss
      ? t("“{text}” is no day: write {day} or 2023-09-30.", {
          text: short(input.value, 30),
          day: inWords("2023-09-30"),
        })
      : "";
    if (amiss || (!day && !kept)) return;
    if (!kept) input.value = "";
    go(day);
  };
  const fault = h("span", { class: "fault", id: `${id}-fault`, role: "status" });
  const input = h("input", {
    id,
    type: "text",
    size: 17,
    autocomplete: "off",
    spellcheck: false,
    placeholder: inWords("2023-09-30"),
    "aria-describedby": fault.id,
    onchange: take,
  });
  const calendar = h("input", {
    type: "date",
    class: "calendar",
    tabIndex: -1,
    "aria-hidden": "true",
    onchange: () => calendar.value && ((input.value = calendar.value), take()),
  });
  const pick = h(
    "button",
    {
      type: "button",
      class: "pick",
      "aria-label": t("Pick the day from a calendar"),
      onclick: () => ((calendar.value = dayIn(input.value)), calendar.showPicker()),
    },
    svg(
      "svg",
      { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
      svg("path", { d: "M2 3.5h12v10H2ZM2 6.5h12M5 1.5v3M11 1.5v3" }),
    ),
  );
  return {
    whole: h("span", { class: "day" }, input, pick, calendar, fault),
    show: (day) => {
      const words = day && inWords(day);
      if (input.value === words) return;
      input.value = words;
      input.setAttribute("aria-invalid", "false");
      fault.textContent = "";
    },
  };
}
