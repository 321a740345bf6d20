// Whether what an audit shows was recorded under the tree head: the inclusion proof of each record
// (RFC 9162 section 2.1.3), computed here anew, and handed over as a file for `depositary verify-proof`.
"use strict";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** The offer to verify, for the foot of an audit. @param {Program} program @param {Member} member
 * @param {Paper[]} papers what the audit shows @param {Papers} all @param {View} view */
function verification(program, member, papers, all, view) {
  const { size, root } = ledger();
  const outcome = h("div", { class: "outcome", role: "status" });
  const button = h(
    "button",
    {
      type: "button",
      onclick: async () => {
        button.disabled = true;
        outcome.replaceChildren(h("p", { class: "quiet" }, t("Computing …")));
        try {
          outcome.replaceChildren(...(await verified(program, member, papers, all, view)));
        } catch (problem) {
          const words = problem instanceof Error ? problem.message : String(problem);
          outcome.replaceChildren(h("p", { class: "fault" }, t("This does not hold: {words}.", { words })));
        }
        button.disabled = false;
      },
    },
    t("Verify this page"),
  );
  return h(
    "section",
    { class: "verify", "aria-label": t("Verify") },
    h("p", { class: "quiet" }, ...pieces("Under the tree head of {n} events, {root}.", { n: String(size), root: h("code", {}, root) })),
    button,
    outcome,
  );
}

/** What verifying comes to, in three sentences, and the proofs as a file. @param {Program} program
 * @param {Member} member @param {Paper[]} papers @param {Papers} all @param {View} view */
async function verified(program, member, papers, all, view) {
  const command = (/** @type {string} */ words) => h("code", { class: "command" }, `depositary ${words}`);
  const name = `${program.id}-${member.id}.tlog-proof`;
  if (!globalThis.crypto?.subtle) {
    return [
      h("p", {}, t("A browser computes hashes only on a page that came over https or from the disk, and this one did not.")),
      h("p", {}, t("Open it at its https address, or whoever has the ledger writes the proofs, and anybody checks them:")),
      command(`audit ${program.id} ${member.id} --proof ${name}`),
      command(`verify-proof ${name}`),
    ];
  }
  /** @type {Tree} */
  const tree = await file("data/tree.js");
  const { size, root } = ledger();
  if (tree.size !== size || tree.root !== root) {
    throw new Error(t("the page has grown since it was loaded: load it again"));
  }
  const positions = behind(papers, all, program.id, member.id, tree, view.known);
  /** @type {Proof[]} */
  const proofs = [];
  for (const position of positions) proofs.push(await proofOf(position, tree));
  for (const { position, id } of papers) {
    const proved = proofs.find((one) => one.position === position);
    if (proved && proved.id !== id) throw new Error(t("#{n} has another id in the record", { n: position }));
  }
  const text = proofs.map((one) => proofText(one, tree)).join("\n");
  const address = URL.createObjectURL(new Blob([text]));
  return [
    h("p", { class: "holds" }, h("strong", {}, t("It holds."))),
    h(
      "p",
      {},
      many(
        proofs.length,
        "The {n} record behind this audit is, to the letter, among the {size} events under this tree head: your browser has just computed its root from them.",
        "The {n} records behind this audit are, to the letter, among the {size} events under this tree head: your browser has just computed its root from them.",
        { size },
      ),
      " ",
      t("Whoever noted this root, or hears it from somebody else, can tell that none of them was altered since."),
      " ",
      t("It does not show that what was recorded is true, that nothing was left out, or that others are shown the same root: compare it with one that you have from elsewhere."),
    ),
    h(
      "p",
      {},
      ...pieces("{file}, which anybody checks without the ledger:", {
        file: h("a", { href: address, download: name }, t("The proofs as a file ({n})", { n: proofs.length })),
      }),
    ),
    command(`verify-proof ${name}`),
    h(
      "details",
      { class: "behind" },
      h("summary", {}, t("The records, word for word")),
      h("ol", { class: "records" }, ...proofs.map(({ record }) => h("li", {}, h("code", {}, visible(record))))),
    ),
  ];
}

/** The positions of all that an audit shows: its events and what was recorded about them, what cites
 * sources for them, these sources, the documents, and the definitions of program and participant.
 * @param {Paper[]} papers @param {Papers} all @param {string} program @param {string} member
 * @param {Tree} tree @param {number} known @returns {number[]} */
function behind(papers, all, program, member, tree, known) {
  const filed = ledger().programs.find((one) => one.id === program);
  const cited = papers.flatMap((paper) => citedThen(paper, known));
  const read = cited.flatMap(({ source }) => all.sources[source] ?? []);
  const found = [
    ...papers.flatMap(({ position, history }) => [position, ...history.map((step) => step.position)]),
    ...cited.map(({ position }) => position),
    ...read.map(([since]) => since),
    ...(filed ? [filed.filed, ...filed.definitions.map((one) => one.known)] : []),
    tree.filed[member] ?? 0,
  ];
  return [...new Set(found)].filter((one) => 0 < one && one <= known).sort((a, b) => a - b);
}

/** The proof of a record. Throws where it does not lead to the root. @param {number} position
 * @param {Tree} tree @returns {Promise<Proof>} */
async function proofOf(position, tree) {
  const index = position - 1;
  const number = Math.floor(index / tree.block);
  const { records, leaves } = await blockOf(number, tree);
  const { record, id } = records[index % tree.block] ?? {};
  if (record === undefined || id === undefined) throw new Error(t("there is no record #{n}", { n: position }));
  const within = await pathOf(index % tree.block, leaves);
  const path = [...within, ...(await pathOf(number, tree.roots.map(fromHex)))];
  const root = await climbed(await leafHash(record), index, tree.size, path);
  if (toHex(root) !== tree.root) throw new Error(t("#{n} does not lead to the root", { n: position }));
  return { position, id, record, path };
}

/** The root of the tree over the first so many events (RFC 9162 section 2.1.1), computed from their
 * records; empty where the browser lends no hashes. @param {number} size */
async function rootAt(size) {
  if (size === ledger().size) return ledger().root;
  if (!size || !globalThis.crypto?.subtle) return "";
  /** @type {Tree} */
  const tree = await file("data/tree.js");
  const blocks = Math.floor(size / tree.block); // as many are whole
  const rest = size % tree.block;
  const leaves = rest ? (await blockOf(blocks, tree)).leaves.slice(0, rest) : [];
  const last = rest ? [await rootOf(leaves)] : [];
  return toHex(await rootOf([...tree.roots.slice(0, blocks).map(fromHex), ...last]));
}

/** @type {Map<number, Promise<{ records: { record: string, id: string }[], leaves: Bytes[] }>>} */
const BLOCKS = new Map();

/** The records of a block, counted from 0, and their leaf hashes. @param {number} number
 * @param {Tree} tree */
function blockOf(number, tree) {
  const made = BLOCKS.get(number) ?? readBlock(number, tree);
  made.catch(() => BLOCKS.delete(number));
  BLOCKS.set(number, made);
  return made;
}

/** @param {number} number @param {Tree} tree */
async function readBlock(number, tree) {
  const lines = (await unpacked(await file(`data/records-${number}.js`))).split("\n");
  const records = await Promise.all(
    lines.map(async (line, place) => {
      const [at, by, body] = line.split("\t");
      const id = toHex(await sha256(encoded(body)));
      const position = number * tree.block + place + 1;
      const record = `{"body":${body},"id":"${id}","position":${position},"recorded_at":"${at}","recorded_by":${by}}`;
      return { record, id };
    }),
  );
  return { records, leaves: await Promise.all(records.map(({ record }) => leafHash(record))) };
}

/** A text that was packed (RFC 1950) and put into base64. @param {string} packed */
async function unpacked(packed) {
  const stream = new Blob([fromBase64(packed)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/** The siblings on the way from a leaf up to the root of some (RFC 9162 section 2.1.3.1).
 * @param {number} index @param {Bytes[]} hashes @returns {Promise<Bytes[]>} */
async function pathOf(index, hashes) {
  if (hashes.length < 2) return [];
  const middle = half(hashes.length);
  const [left, right] = [hashes.slice(0, middle), hashes.slice(middle)];
  return index < middle
    ? [...(await pathOf(index, left)), await rootOf(right)]
    : [...(await pathOf(index - middle, right)), await rootOf(left)];
}

/** The root over some hashes (RFC 9162 section 2.1.1). @param {Bytes[]} hashes
 * @returns {Promise<Bytes>} */
async function rootOf(hashes) {
  if (hashes.length === 1) return hashes[0];
  const middle = half(hashes.length);
  return nodeHash(await rootOf(hashes.slice(0, middle)), await rootOf(hashes.slice(middle)));
}

/** The largest power of two below a number. @param {number} count */
function half(count) {
  return 2 ** Math.floor(Math.log2(count - 1));
}

/** The root to which a leaf leads, as whoever checks a proof computes it (RFC 9162 section 2.1.3.2);
 * throws where the path has another length. @param {Bytes} leaf @param {number} index
 * @param {number} size @param {Bytes[]} path */
async function climbed(leaf, index, size, path) {
  let [node, at, last] = [leaf, index, size - 1];
  for (const sibling of path) {
    if (last === 0) throw new Error(t("its path is too long"));
    if (at % 2 || at === last) {
      node = await nodeHash(sibling, node);
      while (at && at % 2 === 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      node = await nodeHash(node, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  if (last) throw new Error(t("its path is too short"));
  return node;
}

/** A proof as c2sp.org/tlog-proof has it, under a head that nobody signed. @param {Proof} proof
 * @param {Tree} tree */
function proofText({ position, record, path }, tree) {
  const hashes = path.map((one) => `${toBase64(one)}\n`).join("");
  const head = `${tree.origin}\n${tree.size}\n${toBase64(fromHex(tree.root))}\n`;
  return `c2sp.org/tlog-proof@v1\nextra ${toBase64(encoded(record))}\nindex ${position - 1}\n${hashes}\n${head}`;
}

/** @param {string} record */
function leafHash(record) {
  return sha256(new Uint8Array([0, ...encoded(record)]));
}

/** @param {Bytes} left @param {Bytes} right */
function nodeHash(left, right) {
  return sha256(new Uint8Array([1, ...left, ...right]));
}

/** @param {Bytes} bytes @returns {Promise<Bytes>} */
async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** A text in UTF-8. @param {string} text @returns {Bytes} */
function encoded(text) {
  return new TextEncoder().encode(text);
}

/** @param {string} hex @returns {Bytes} */
function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Bytes} bytes */
function toHex(bytes) {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text @returns {Bytes} */
function fromBase64(text) {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}

/** @param {Bytes} bytes */
function toBase64(bytes) {
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
}
