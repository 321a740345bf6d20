// What can be taken away of a view: its rosters as CSV and JSON, its pictures as SVG and PNG, a link, a
// citation, and the code to embed it; each with the conditions under which it holds.
"use strict";

const EMBEDDED = ["roster", "chart", "map", "count"];
const PART_WORDS = /** @type {Record<string, string>} */ ({
  "": t("all"),
  roster: t("the roster"),
  chart: t("the chart"),
  map: t("the map"),
  count: t("the number"),
});
const OF_SEVERAL = ["chart", "map", "count"]; // parts that can be of more than one program
const THEMES = ["light", "dark"];
const COLUMNS = ["program", "on", "known", "root", "conditions", "participant", "id", "kind", "status", "since", "status_since", "certainty", "marks", "sources"];

/** What is offered, and what it is made of when it is asked for.
 * @type {{ data: HTMLElement, cite: HTMLElement, code: HTMLElement, part: HTMLSelectElement,
 *   theme: HTMLSelectElement, said: HTMLElement, shown: Roster[] }} */
let take;

/** Build the section once. */
function buildTake() {
  const embed = () => showCode();
  const choice = (/** @type {string} */ id, /** @type {[string, string][]} */ options) =>
    h("select", { id, onchange: embed }, ...options.map(([value, words]) => h("option", { value }, words)));
  const parts = /** @type {[string, string][]} */ (Object.entries(PART_WORDS));
  const themes = /** @type {[string, string][]} */ ([["", t("the reader’s")], ["light", t("light")], ["dark", t("dark")]]);
  take = {
    data: h("p", { class: "ways" }),
    cite: h("div", {}),
    code: h("code", { class: "command" }),
    part: choice("part", parts),
    theme: choice("theme", themes),
    said: h("span", { class: "quiet", role: "status" }),
    shown: [],
  };
  const copied = (/** @type {() => string} */ text) => () =>
    navigator.clipboard?.writeText(text()).then(
      () => (take.said.textContent = t("Copied.")),
      () => (take.said.textContent = t("This browser does not let a page copy.")),
    );
  const view = () => `${siteAddress()}${exactly(state)}`;
  take.data.append(
    button(t("Rosters as CSV"), async () => save(csv(await rowsOf(take.shown)), "csv", "text/csv")),
    button(t("as JSON"), async () => save(json(await rowsOf(take.shown)), "json", "application/json")),
    button(t("Copy the link to exactly this view"), copied(view)),
    take.said,
  );
  byId("take").append(
    h("h2", {}, t("Take away, cite, embed")),
    take.data,
    h("details", { class: "behind", ontoggle: showCitations }, h("summary", {}, t("Cite")), take.cite),
    h(
      "details",
      { class: "behind", ontoggle: embed },
      h("summary", {}, t("Embed")),
      h("p", { class: "controls" }, h("span", {}, h("label", { for: "part" }, `${t("What")} `), take.part), h("span", {}, h("label", { for: "theme" }, `${t("Colours")} `), take.theme)),
      take.code,
      h("p", { class: "ways" }, button(t("Copy the code"), copied(() => take.code.textContent ?? ""))),
    ),
  );
}

/** @param {Roster[]} rosters */
function showTake(rosters) {
  take.shown = rosters;
  take.said.textContent = "";
  showCode();
  showCitations();
}

/** @param {string} words @param {() => void} onclick */
function button(words, onclick) {
  return h("button", { type: "button", onclick }, words);
}

/** The address of the page: that of its publisher, if it has one. */
function siteAddress() {
  /** @type {HTMLLinkElement | null} */
  const canonical = document.querySelector("link[rel=canonical]");
  return (canonical?.href ?? location.href).replace(/[?#].*$/, "");
}

/** Another file of the site. @param {string} path */
function besideIt(path) {
  return new URL(path, siteAddress()).href;
}

/** What the site is called, who publishes it, and under which licence. */
function imprint() {
  const given = JSON.parse(document.querySelector('script[type="application/ld+json"]')?.textContent ?? "{}");
  const title = document.querySelector(".masthead h1")?.textContent ?? "";
  return { title, publisher: given.publisher?.name ?? "", licence: given.license ?? "" };
}

/** The rows of some rosters, with the conditions of each, and the root of the tree up to the position
 * as known at which they hold. @param {Roster[]} rosters
 * @returns {Promise<Record<string, string | number>[]>} */
async function rowsOf(rosters) {
  const view = viewOf(state);
  const known = view.known;
  const root = await rootAt(known);
  const asked = conditions(view).join(", ");
  return rosters.flatMap(({ program, entries }) =>
    entries.map((entry) => ({
      program: program.id,
      on: view.on,
      known,
      root,
      conditions: asked,
      participant: entry.called,
      id: entry.member.id,
      kind: entry.member.kind,
      status: entry.status,
      since: entry.since,
      status_since: entry.statusSince,
      certainty: entry.certain ? "certain" : "possible",
      marks: [...entry.beside.map(({ words }) => words), ...entry.disputed].join("; "),
      sources: lastUpTo(entry.member.sources, known)?.[1] ?? 0,
    })),
  );
}

/** Rows as CSV (RFC 4180); what a spreadsheet would compute stays a text.
 * @param {Record<string, string | number>[]} found */
function csv(found) {
  const cell = (/** @type {string | number} */ value) => {
    const text = /^[=+\-@\t]/.test(String(value)) ? `'${value}` : String(value);
    return /[\x22,\r\n]/.test(text) ? `\x22${text.replace(/\x22/g, "$&$&")}\x22` : text;
  };
  const rows = found.map((row) => COLUMNS.map((name) => cell(row[name])).join(","));
  return `${[COLUMNS.join(","), ...rows].join("\r\n")}\r\n`;
}

/** @param {Record<string, string | number>[]} rows */
function json(rows) {
  const asked = byId("lede").textContent;
  return `${JSON.stringify({ answer: asked, address: `${siteAddress()}${exactly(state)}`, ...imprint(), rows }, null, 2)}\n`;
}

/** Hand over a file. @param {string | Blob} content @param {string} ending @param {string} [type] */
function save(content, ending, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const name = `${state.programs.join("-")}-${state.on}.${ending}`;
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** How the rosters are cited: for people, for BibTeX, and as the question that whoever has the ledger
 * asks again. */
async function showCitations() {
  if (!take.cite.closest("details")?.open) return;
  const { shown } = take;
  const root = await rootAt(viewOf(state).known).catch(() => "");
  if (shown !== take.shown) return; // another view came meanwhile
  take.cite.replaceChildren(
    ...shown.flatMap((roster) => {
      const question = questionOf(roster.program.id, root);
      return [
        h("p", { class: "citation" }, bdi(apa(roster, root))),
        h("p", { class: "ways" }, button("BibTeX", () => save(bibtex(roster, question), "bib"))),
        h("p", { class: "quiet" }, root ? t("Whoever has the register asks it again by this, and hears whether the answer is another:") : t("The same is answered by:")),
        h("code", { class: "command" }, question),
      ];
    }),
  );
}

/** The command that gives a roster as it is shown: with the root up to there, as `again` takes it.
 * @param {string} program @param {string} root empty: it is not known */
function questionOf(program, root) {
  const { on, published, tiers, min, kind, widen, known } = viewOf(state);
  const options = [
    `--on ${on}`,
    published && `--published-by ${published}`,
    ...tiers.map((one) => `--tier ${one}`),
    min && `--min-sources ${min}`,
    widen && "--disputed widen",
    kind && `--kind ${kind}`,
  ];
  const asked = ["roster", program, ...options.filter(Boolean)].join(" ");
  return root ? `depositary again 'depositary ${asked} at #${known} root ${root}'` : `depositary ${asked} --known '#${known}'`;
}

/** @param {Roster} roster */
function titleOfData(roster) {
  const view = viewOf(state);
  const answer = answerWords(view, [tally(roster)]).map((one) => (one instanceof Node ? one.textContent : one));
  return answer.join("").replace(/\.$/, "");
}

/** A citation in the style of the APA (7th edition, s. 10.9, data sets). @param {Roster} roster
 * @param {string} root */
function apa(roster, root) {
  const { title, publisher } = imprint();
  const { known } = viewOf(state);
  const [year, month, day] = (recordedOn(known) || ledger().today).split("-").map(Number);
  const when = t("{year}, {month} {day}", { year, month: MONTHS[month - 1], day });
  const version = root ? t("event #{n}, root {root}", { n: known, root }) : t("event #{n}", { n: known });
  const site = publisher && publisher !== title ? ` ${title}.` : "";
  return `${publisher || title}. (${when}). ${titleOfData(roster)} (${version}) [${t("Data set")}].${site} ${siteAddress()}${exactly(state)}`;
}

/** @param {Roster} roster @param {string} question */
function bibtex(roster, question) {
  const { title, publisher } = imprint();
  const tex = (/** @type {string} */ text) => text.replace(/[&%$#_{}]/g, "\\$&");
  const fields = {
    author: `{${tex(publisher || title)}}`,
    title: `{${tex(titleOfData(roster))}}`,
    year: (recordedOn(viewOf(state).known) || ledger().today).slice(0, 4),
    howpublished: tex(`${t("Data set")}, ${title}`),
    note: tex(question),
    url: `${siteAddress()}${exactly(state)}`.replaceAll("%", "\\%"),
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},\n`);
  return `@misc{${roster.program.id}-${state.on},\n${lines.join("")}}\n`;
}

/** The code that shows a part of the view on another site, as high as it is. */
function showCode() {
  if (!take.code.closest("details")?.open) return;
  const [part, theme] = [take.part.value, take.theme.value];
  const programs = OF_SEVERAL.includes(part) ? state.programs : state.programs.slice(0, 1);
  const hash = writeState({ ...state, programs, known: String(viewOf(state).known), member: "", against: "", embed: true, part, theme });
  const names = take.shown.slice(0, programs.length).map((one) => one.name).join(", ");
  const frame = h("iframe", {
    src: `${siteAddress()}${hash}`,
    title: t("Who is in: {names}", { names }),
    width: "100%",
    height: part === "count" ? "160" : "640",
    loading: "lazy",
    frameBorder: "0",
  });
  take.code.textContent = `${frame.outerHTML}\n${h("script", { src: besideIt("embed.js"), async: true }).outerHTML}`;
}

/** Tell the page around this one how high it is, for embed.js there. */
function tellHeight() {
  if (self === top) return;
  new ResizeObserver(() => parent.postMessage({ depositary: Math.ceil(document.body.getBoundingClientRect().height) }, "*")).observe(document.body);
}

/** The way to take a picture away. @param {() => Element | null} drawn @param {() => string} told what it shows */
function pictureWays(drawn, told) {
  const whole = () => {
    const picture = drawn();
    return picture && inFrame(picture, told());
  };
  const svgText = (/** @type {SVGElement} */ one) => new XMLSerializer().serializeToString(one);
  return h(
    "p",
    { class: "ways" },
    button("SVG", () => {
      const one = whole();
      if (one) save(svgText(one), "svg", "image/svg+xml");
    }),
    button("PNG", async () => {
      const one = whole();
      if (one) save(await pixels(svgText(one), Number(one.getAttribute("width")), Number(one.getAttribute("height"))), "png", "image/png");
    }),
  );
}

/** A picture with what it shows above it, and whose it is below. @param {Element} picture
 * @param {string} told */
function inFrame(picture, told) {
  const { width, height } = picture.getBoundingClientRect();
  const { title, publisher, licence } = imprint();
  const colour = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const head = inLines(told, width / 7.6);
  const foot = inLines([title, publisher, licence, `${siteAddress()}${exactly(state)}`].filter(Boolean).join(" · "), width / 5.4);
  const text = (/** @type {string} */ words, /** @type {number} */ y, /** @type {number} */ size, /** @type {string} */ fill) => {
    const made = svg("text", { x: 12, y, "font-family": "Liberation Sans, Arial, Helvetica, sans-serif", "font-size": size, fill: colour(fill) });
    made.textContent = words;
    return made;
  };
  const [top, bottom] = [16 + 20 * head.length, 10 + 14 * foot.length];
  const whole = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width: width + 24, height: height + top + bottom });
  const own = /** @type {SVGElement} */ (picture.cloneNode(true));
  for (const [name, value] of Object.entries({ x: 12, y: top, width, height })) own.setAttribute(name, String(value));
  whole.append(
    svg("rect", { width: "100%", height: "100%", fill: colour("paper") }),
    ...head.map((line, nth) => text(line, 22 + 20 * nth, 15, "ink")),
    own,
    ...foot.map((line, nth) => text(line, top + height + 14 + 14 * nth, 10, "faint")),
  );
  return whole;
}

/** A text in lines of so many characters at most. @param {string} text @param {number} most */
function inLines(text, most) {
  /** @type {string[]} */
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines[lines.length - 1];
    if (!line || line.length + word.length < most) lines[lines.length - 1] = line ? `${line} ${word}` : word;
    else lines.push(word);
  }
  return lines;
}

/** An SVG in pixels, two for each. @param {string} text @param {number} width @param {number} height
 * @returns {Promise<Blob>} */
async function pixels(text, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = h("canvas", { width: Math.round(width * 2), height: Math.round(height * 2) });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(t("this browser makes no picture of it"))))),
  );
}
