// The conditions under which an answer holds, in words: how far the record goes, which sources count,
// and who. Headline, title, captions and audit have them from here, so that none goes without.
"use strict";

/** The day on which a position was recorded. @param {number} known */
function recordedOn(known) {
  return ledger().days.find(([, last]) => known && known <= last)?.[0] ?? "";
}

/** A position, with the day on which it was recorded: "#157 (21 June 2023)". @param {number} known */
function positionInWords(known) {
  const day = recordedOn(known);
  return day
    ? t("#{n} ({day})", { n: known, day: inWords(day) })
    : t("#{n}, before anything was recorded", { n: known });
}

/** What was asked of record, sources and members; nothing where all counts. @param {View} view */
function conditions({ known, published, tiers, min, kind, widen }) {
  return [
    known < ledger().size ? t("as this register had it at {position}", { position: positionInWords(known) })
      : "",
    published ? t("by what had been published by {day}", { day: inWords(published) }) : "",
    tiers.length
      ? t("counting only {tiers} sources", { tiers: inARow(tiers.map((one) => t(one))) })
      : "",
    min
      ? many(
          min,
          "counting only events with a source",
          "counting only events with {n} sources or more",
        )
      : "",
    kind ? t("counting {kind} alone", { kind: KIND_WORDS[kind][1] }) : "",
    widen
      ? t("with every date that a source gives, and what one denies, as possible")
      : "",
  ].filter(Boolean);
}

/** The same as a sentence of its own, for a caption; nothing where all counts. @param {View} view */
function caution(view) {
  const words = conditions(view).join(", ");
  return words ? `${capital(words)}. ` : "";
}

/** That a day is not over yet, or still to come: what is said of it is what is known today.
 * @param {View} view */
function ahead({ known, on }) {
  const { today, size } = ledger();
  return on >= today && known === size
    ? t("by what was known on {day}", { day: inWords(today) })
    : "";
}

/** The day and all conditions of an answer, as a sentence begins. @param {View} view */
function asOf(view) {
  const { today } = ledger();
  const day = t(view.on === today ? "On {day}" : "At the end of {day}", { day: inWords(view.on) });
  const known = view.on === today && ahead(view) ? t("by what was known that day") : ahead(view);
  return [day, known, ...conditions(view)].filter(Boolean).join(", ");
}

/** What stands in the title of the window, in bookmarks and in the history. @param {State} state
 * @param {Roster[]} rosters */
function titleOf(state, rosters) {
  const view = viewOf(state);
  const [id, who] = state.member.split("/");
  const asked = rosters.find(({ program }) => program.id === id);
  const member = asked?.program.participants.find((one) => one.id === who);
  const about =
    asked && member
      ? t("{name} in the {program}", { name: short(member.name, 60), program: plainName(asked.name) })
      : rosters.map((one) => `${plainName(one.name)} ${figures(one)}`).join(", ");
  return [`${about}, ${inWords(state.on)}`, ahead(view), ...conditions(view)].filter(Boolean).join(", ");
}

/** How many members: "29", or "19 to 29" where some are possible. @param {Roster} roster */
function figures({ entries }) {
  const certain = entries.filter((entry) => entry.certain).length;
  return entries.length > certain
    ? t("{first} to {last}", { first: certain, last: entries.length })
    : String(certain);
}

/** A program's name within a sentence. @param {string} name */
function plainName(name) {
  return short(name.replace(/^the /i, ""), 60);
}
