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

/** A day, a month or a year, which may be qualified. @param {string} text */
function oneInWords(text) {
  const [, date, qualifier] = /^(.*?)([?~%]?)$/.exec(text) ?? ["", text, ""];
  const [year, month, day] = date.split("-").map(Number);
  const words = day ? inWords(date) : month ? `${MONTHS[month - 1]} ${year}` : date;
  const about = qualifier === "~" || qualifier === "%" ? `about ${words}` : words;
  return qualifier === "?" || qualifier === "%" ? `${about} (uncertain)` : about;
}
