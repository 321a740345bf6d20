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

/** A date as sources give it, in words where it is plain: "August 2023", else as it is written.
 * @param {string} text */
function dateInWords(text) {
  if (isDay(text)) return inWords(text);
  const month = /^(\d{4})-(\d{2})$/.exec(text);
  return month ? `${MONTHS[Number(month[2]) - 1]} ${month[1]}` : text;
}
