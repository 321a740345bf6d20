// Elements from plain values. Texts only ever become text, and only http and https become links.
"use strict";

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element. Properties that start with "on" are listeners; `class`, `for` and what has a dash
 * are attributes; null and false leave a property out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
function h(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && !name.includes("-") && name !== "list") Reflect.set(made, name, value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter(present));
  return made;
}

/** @param {Child} child @returns {child is Node | string} */
function present(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

/** A picture's element. @param {string} tag @param {Record<string, string | number>} attributes
 * @param {...Node} children */
function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A name or another text of the ledger, whatever its direction. @param {string} text */
function bdi(text) {
  return h("bdi", {}, text);
}

/** A text cut to a length, where a picture or a sentence has no room for more.
 * @param {string} text @param {number} most */
function short(text, most) {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}

/** A link to a document, or the plain text where an address is none that a page may follow.
 * @param {string | undefined} url @param {string} text */
function link(url, text) {
  const safe = url && /^https?:\/\//i.test(url);
  return safe ? h("a", { href: url, rel: "noopener noreferrer" }, bdi(text)) : bdi(text);
}

/** The element of the page that has an id. @param {string} id @returns {HTMLElement} */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/**
 * Bring the children of a list up to date: one for each key, made anew only where its signature
 * has changed, so that focus stays where it was.
 * @template T
 * @param {Element} list
 * @param {T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => string} signature
 * @param {(item: T) => HTMLElement} make
 */
function keep(list, items, key, signature, make) {
  /** @type {Map<string, HTMLElement>} */
  const before = new Map();
  for (const child of list.children) {
    if (child instanceof HTMLElement) before.set(child.dataset.key ?? "", child);
  }
  const focused = document.activeElement?.closest("[data-key]");
  const children = items.map((item) => {
    const old = before.get(key(item));
    if (old && old.dataset.signature === signature(item)) return old;
    const made = make(item);
    made.dataset.key = key(item);
    made.dataset.signature = signature(item);
    if (old && old === focused) queueMicrotask(() => made.querySelector("button")?.focus());
    return made;
  });
  const shown = new Set(children);
  for (const child of [...list.children]) if (!shown.has(/** @type {HTMLElement} */ (child))) child.remove();
  children.forEach((child, at) => {
    const there = list.children[at] ?? null;
    if (child !== there) list.insertBefore(child, there);
  });
}

/** The order of names: letters with marks stand by those without. */
const COLLATOR = new Intl.Collator(LANGUAGE, { sensitivity: "base", numeric: true });

/** @param {string} a @param {string} b */
function byName(a, b) {
  return COLLATOR.compare(a, b) || (a < b ? -1 : Number(a > b));
}
