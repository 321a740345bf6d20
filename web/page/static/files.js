// The data files: each is a script that calls `received`, so that the same files can be had from a
// server and from a disk. They are loaded when they are first asked for.
"use strict";

/** @type {Map<string, any>} */
const FILES = new Map();
/** @type {Map<string, Promise<any>>} */
const LOADING = new Map();

// Characters that act instead of being read: controls, and what turns the direction of text.
const ACTING = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** What a data file calls; a packed value has besides what occurs in it again, and the names of fields
 * (web/page/packing.py). @param {string} path @param {any} value @param {any[]} [again]
 * @param {string[][]} [names] */
function received(path, value, again, names) {
  const shown = again && names ? filledIn(value, again, names) : visible(value);
  for (const named of [shown?.participants, shown?.programs]) named?.sort(inOrder);
  FILES.set(path, shown);
  document.dispatchEvent(new CustomEvent("received", { detail: path }));
}

/** The order of members and of programs: by the name of today. @param {any} a @param {any} b */
function inOrder(a, b) {
  const name = (/** @type {any} */ one) => one.name ?? one.definitions.at(-1).name;
  return byName(name(a), name(b)) || (a.id < b.id ? -1 : 1);
}

/** A value with the acting characters in its texts shown as escapes. @param {any} value @returns {any} */
function visible(value) {
  if (typeof value === "string") return value.replace(ACTING, escaped);
  if (Array.isArray(value)) return value.map(visible);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visible(one)]));
}

/** A value as it was before it was packed, shown likewise. @param {any} value @param {any[]} again
 * @param {string[][]} names */
function filledIn(value, again, names) {
  /** @type {any[]} */
  const done = [];
  /** @type {(one: any) => any} */
  const whole = (one) => {
    if (Array.isArray(one)) return one.map(whole);
    if (one === null || typeof one !== "object") return visible(one);
    const [[of, held]] = Object.entries(one);
    return of ? Object.fromEntries(names[Number(of)].map((name, at) => [name, whole(held[at])])) : done[held];
  };
  for (const one of again) done.push(whole(one));
  return whole(value);
}

/** @param {string} character */
function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** What a data file holds, loaded once. @param {string} path @returns {Promise<any>} */
function file(path) {
  const known = LOADING.get(path);
  if (known) return known;
  const loading = script(path).then(() => {
    if (!FILES.has(path)) throw new Error(t("{path} does not hold what it should", { path }));
    return FILES.get(path);
  });
  loading.catch(() => LOADING.delete(path)); // so that it can be tried again
  LOADING.set(path, loading);
  return loading;
}

/** Load a script once. @param {string} path @returns {Promise<void>} */
function script(path) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = path;
    element.addEventListener("load", () => resolve());
    element.addEventListener("error", () => reject(new Error(t("{path} could not be loaded", { path }))));
    document.head.append(element);
  });
}

/** @returns {Index} */
function ledger() {
  return FILES.get("data/ledger.js");
}

/** The data of a program, where it has been loaded. @param {string} id @returns {Program | undefined} */
function programData(id) {
  return FILES.get(programFile(id));
}

/** @param {string} id */
function programFile(id) {
  return `data/program-${id}.js`;
}

/** @param {string} id */
function papersFile(id) {
  return `data/papers-${id}.js`;
}
