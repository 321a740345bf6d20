// The texts of the page in its language: each stands in the scripts in English, which is its key in the
// table of another. Templates have values in braces.
"use strict";

/** The table of the page's language; empty for English. @type {Record<string, string>} */
const WORDS = {};
const LANGUAGE = document.documentElement.lang;
const PLURALS = new Intl.PluralRules(LANGUAGE);

/** A text in the page's language, with values in it. @param {string} text
 * @param {Record<string, string | number>} [values] */
function t(text, values) {
  const words = Object.hasOwn(WORDS, text) ? WORDS[text] : text;
  return values ? words.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all)) : words;
}

/** One of two texts, by how many there are: `n` is a value as well. @param {number} n
 * @param {string} one @param {string} several @param {Record<string, string | number>} [values] */
function many(n, one, several, values = {}) {
  return t(PLURALS.select(n) === "one" ? one : several, { ...values, n });
}

/** A text with elements in it, in pieces. @param {string} text
 * @param {Record<string, Child | Child[]>} values */
function pieces(text, values) {
  return t(text)
    .split(/\{(\w+)\}/)
    .flatMap((piece, place) => (place % 2 ? (values[piece] ?? []) : piece));
}

/** Texts in a row, with a last one after a word: "bound or party". @param {string[]} words
 * @param {string} last */
function inARow(words, last = "{most} or {end}") {
  const end = words.at(-1) ?? "";
  return words.length > 1 ? t(last, { most: words.slice(0, -1).join(", "), end }) : end;
}

/** A sentence that begins with its first letter in upper case. @param {string} words */
function capital(words) {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
