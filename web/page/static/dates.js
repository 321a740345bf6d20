// Days as texts (2023-10-24), as numbers to count with, and in words.
"use strict";

const MONTHS = [
  t("January"),
  t("February"),
  t("March"),
  t("April"),
  t("May"),
  t("June"),
  t("July"),
  t("August"),
  t("September"),
  t("October"),
  t("November"),
  t("December"),
];
/** The parts of a year by their EDTF codes, from 21 on; the year is put in later. */
const PARTS = [
  t("spring {year}"),
  t("summer {year}"),
  t("autumn {year}"),
  t("winter {year}"),
  t("spring (north) {year}"),
  t("summer (north) {year}"),
  t("autumn (north) {year}"),
  t("winter (north) {year}"),
  t("spring (south) {year}"),
  t("summer (south) {year}"),
  t("autumn (south) {year}"),
  t("winter (south) {year}"),
  t("first quarter of {year}"),
  t("second quarter of {year}"),
  t("third quarter of {year}"),
  t("fourth quarter of {year}"),
  t("first four months of {year}"),
  t("second four months of {year}"),
  t("last four months of {year}"),
  t("first half of {year}"),
  t("second half of {year}"),
];
const DAY = 86_400_000;

/** @param {Day} day */
function dayNumber(day) {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
}

/** @param {number} number @returns {Day} */
function dayOf(number) {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

/** Whether a text is a day that exists. @param {string} text */
function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** "24 October 2023". @param {Day} day */
function inWords(day) {
  const [year, number, date] = day.split("-").map(Number);
  const month = MONTHS[number - 1];
  if (date === 1) return t("1 {month} {year}", { month, year }); // which some languages say otherwise
  return t("{day} {month} {year}", { day: date, month, year });
}

/** A date as sources give it (EDTF), in words. @param {string} text @returns {string} */
function dateInWords(text) {
  const between = /^\[([^,]+)\.\.([^,]+)\]$/.exec(text);
  if (between)
    return t("a day between {first} and {last}", {
      first: dateInWords(between[1]),
      last: dateInWords(between[2]),
    });
  if (text.startsWith("["))
    return text
      .slice(1, -1)
      .split(",")
      .map(rangeInWords)
      .reduceRight((end, most) => t("{most} or {end}", { most, end }));
  const [from, to] = text.split("/");
  if (to === "..") return t("{date} or later", { date: dateInWords(from) });
  if (from === "..") return t("{date} or before", { date: dateInWords(to) });
  return to
    ? t("{first} to {last}", { first: dateInWords(from), last: dateInWords(to) })
    : oneInWords(text);
}

/** One of a set, which may be a range. @param {string} text */
function rangeInWords(text) {
  const [from, to] = text.trim().split("..");
  if (to === undefined) return oneInWords(from);
  return from && to ? dateInWords(`${from}/${to}`) : dateInWords(`${from || ".."}/${to || ".."}`);
}

/** A date with digits that are not known (X), in words. @param {string} date
 * @returns {string} */
function unknownInWords(date) {
  const known = date.replace(/(-XX)+$/, "");
  if (!known.includes("X")) return t("a day in {when}", { when: oneInWords(known) });
  const years = /^(\d{1,3})(X+)$/.exec(known);
  if (!years) return t("{date} (X: not known)", { date });
  const [, start, open] = years;
  return t("a day from {first} to {last}", {
    first: `${start}${"0".repeat(open.length)}`,
    last: `${start}${"9".repeat(open.length)}`,
  });
}

/** A day, a month, a part of a year or a year, which may be qualified.
 * @param {string} text @returns {string} */
function oneInWords(text) {
  const [, date, qualifier] = /^(.*?)([?~%]?)$/.exec(text) ?? ["", text, ""];
  const [year, month, day] = date.split("-").map(Number);
  const named = MONTHS[month - 1];
  const ofYear = named
    ? t("{month} {year}", { month: named, year })
    : PARTS[month - 21]?.replace("{year}", String(year));
  const whole = day ? inWords(date) : month ? ofYear : date;
  const words = date.includes("X") ? unknownInWords(date) : whole;
  const about = qualifier === "~" || qualifier === "%" ? t("about {date}", { date: words }) : words;
  return qualifier === "?" || qualifier === "%" ? t("{date} (uncertain)", { date: about }) : about;
}

/** A sentence with the dates in it in words, as sources give them. @param {string} text */
function datesInWords(text) {
  const one = String.raw`\d{4}(?:-\d\d){1,2}[?~%]?`;
  const dated = new RegExp(String.raw`\[[\d.,X?~% -]+\]|\.\.\/${one}|${one}(?:\/(?:${one}|\.\.))?`, "g");
  return text.replace(dated, dateInWords);
}
