// The texts of the page in its language: each stands in the scripts in English, which is its key in the
// table of another. Templates have values in braces.
"use strict";

/** The table of the page's language; empty for English. @type {Record<string, string>} */
const WORDS = {};
const LANGUAGE = document.documentElement.lang;
const PLURALS = new Intl.PluralRules(LANGUAGE);

const PLACED = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;

/** A text in the page's language, with values in it. @param {string} text
 * @param {Record<string, string | number>} [values] */
function t(text, values) {
  const words = Object.hasOwn(WORDS, text) ? WORDS[text] : text;
  if (!values) return words;
  return words.replace(PLACED, (all, name, ofDay, otherwise) => {
    const value = values[name];
    return value === undefined ? all : `${before(String(value), ofDay, otherwise)}${value}`;
  });
}

/** What a table puts before a value: `{date|le |}` one word before a day and another before all else;
 * of which a last "e" gives way to a vowel. @param {string} value @param {string} [ofDay]
 * @param {string} [otherwise] */
function before(value, ofDay = "", otherwise = "") {
  if (/^(?:\d{1,2}|1er)\s\p{L}|^\d{4}-\d\d-\d\d/u.test(value)) return ofDay;
  const vowel = /^[aeiouyàâéèêîôû[]|^\d{4}-(?:04|08|10)(?!\d)/i.test(value);
  return vowel && otherwise.endsWith("e ") ? `${otherwise.slice(0, -2)}’` : otherwise;
}

/** A text that is asked for elsewhere. @param {string} text */
function key(text) {
  return text;
}

/** One of two texts, by how many there are: `n` is a value as well. @param {number} n
 * @param {string} one @param {string} several @param {Record<string, string | number>} [values] */
function many(n, one, several, values = {}) {
  return t(PLURALS.select(n) === "one" ? one : several, { ...values, n });
}

/** A text with elements in it, in pieces. @param {string} text
 * @param {Record<string, Child | Child[]>} values @returns {Child[]} */
function pieces(text, values) {
  const words = t(text);
  /** @type {Child[]} */
  const found = [];
  let end = 0;
  for (const { 0: all, 1: name, 2: ofDay, 3: otherwise, index } of words.matchAll(PLACED)) {
    const value = values[name] ?? all;
    const first = Array.isArray(value) ? value[0] : value;
    found.push(words.slice(end, index), before(typeof first === "string" ? first : "", ofDay, otherwise));
    found.push(...(Array.isArray(value) ? value : [value]));
    end = index + all.length;
  }
  return [...found, words.slice(end)].filter(present);
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
