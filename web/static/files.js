// The data files: each is a script that calls `received`, so that the same files can be had from a
// server and from a disk. They are loaded when they are first asked for.
"use strict";

/** @type {Map<string, any>} */
const FILES = new Map();
/** @type {Map<string, Promise<any>>} */
const LOADING = new Map();

/** What a data file calls. @param {string} path @param {any} value */
function received(path, value) {
  FILES.set(path, value);
  document.dispatchEvent(new CustomEvent("received", { detail: path }));
}

/** What a data file holds, loaded once. @param {string} path @returns {Promise<any>} */
function file(path) {
  const known = LOADING.get(path);
  if (known) return known;
  const loading = script(path).then(() => {
    if (!FILES.has(path)) throw new Error(`${path} does not hold what it should`);
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
    element.addEventListener("error", () => reject(new Error(`${path} could not be loaded`)));
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
