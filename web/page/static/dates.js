// Days as texts (2023-10-24), as numbers to count with, and in words.
"use strict";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
/** The parts of a year by their EDTF codes, from 21 on. */
const SEASONS = ["spring", "summer", "autumn", "winter"];
const PARTS = [
  ...SEASONS,
  ...SEASONS.map((season) => `${season} (north)`),
  ...SEASONS.map((season) => `${season} (south)`),
  ...["first", "second", "third", "fourth"].map((nth) => `${nth} quarter of`),
  ...["first", "second", "last"].map((nth) => `${nth} four months of`),
  ...["first", "second"].map((nth) => `${nth} half of`),
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
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

/** A date as sources give it (EDTF), in words. @param {string} text @returns {string} */
function dateInWords(text) {
  const between = /^\[([^,]+)\.\.([^,]+)\]$/.exec(text);
  if (between) return `a day between ${dateInWords(between[1])} and ${dateInWords(between[2])}`;
  if (text.startsWith("[")) return text.slice(1, -1).split(",").map(rangeInWords).join(" or ");
  const [from, to] = text.split("/");
  if (to === "..") return `${dateInWords(from)} or later`;
  if (from === "..") return `${dateInWords(to)} or before`;
  return to ? `${dateInWords(from)} to ${dateInWords(to)}` : oneInWords(text);
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
  if (!known.includes("X")) return `a day in ${oneInWords(known)}`;
  const years = /^(\d{1,3})(X+)$/.exec(known);
  if (!years) return `${date} (X: not known)`;
  const [, start, open] = years;
  return `a day from ${start}${"0".repeat(open.length)} to ${start}${"9".repeat(open.length)}`;
}

/** A day, a month, a part of a year or a year, which may be qualified.
 * @param {string} text @returns {string} */
function oneInWords(text) {
  const [, date, qualifier] = /^(.*?)([?~%]?)$/.exec(text) ?? ["", text, ""];
  const [year, month, day] = date.split("-").map(Number);
  const ofYear = MONTHS[month - 1] ?? PARTS[month - 21];
  const whole = day ? inWords(date) : month ? `${ofYear} ${year}` : date;
  const words = date.includes("X") ? unknownInWords(date) : whole;
  const about = qualifier === "~" || qualifier === "%" ? `about ${words}` : words;
  return qualifier === "?" || qualifier === "%" ? `${about} (uncertain)` : about;
}

/** A sentence with the dates in it in words, as sources give them. @param {string} text */
function datesInWords(text) {
  const one = String.raw`\d{4}(?:-\d\d){1,2}[?~%]?`;
  const dated = new RegExp(String.raw`\[[\d.,X?~% -]+\]|\.\.\/${one}|${one}(?:\/(?:${one}|\.\.))?`, "g");
  return text.replace(dated, dateInWords);
}
