// Why somebody is on a roster, or is not: every event, its sources, its record.
"use strict";

/** What opens the audit of another. @type {(member: string) => void} */
let askForAudit;

/** Build the dialog once. @param {() => void} closed @param {(member: string) => void} ask */
function buildAudit(closed, ask) {
  askForAudit = ask;
  const dialog = /** @type {HTMLDialogElement} */ (byId("audit"));
  dialog.addEventListener("close", closed);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
}

/** @param {State} state */
async function showAudit(state) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("audit"));
  const [id, participant] = state.member.split("/");
  const known = ledger().programs.some((one) => one.id === id);
  if (!state.member || !known) return dialog.open ? dialog.close() : undefined;
  /** @type {Program} */
  const program = await file(programFile(id));
  /** @type {Papers} */
  const papers = await file(papersFile(id));
  const member = program.participants.find((one) => one.id === participant);
  dialog.replaceChildren(
    h("form", { method: "dialog" }, h("button", { class: "close", "aria-label": t("Close") }, "×")),
    ...(member
      ? [...audited(program, member, papers, viewOf({ ...state, kind: "" })), printedAddress(state)]
      : [h("h2", { id: "audit-title" }, t("Nothing is on file about that."))]),
  );
  if (dialog.open) dialog.querySelector("button")?.focus();
  else dialog.showModal();
  dialog.scrollTop = 0;
}

/** @param {Program} program @param {Member} member @param {Papers} papers @param {View} view */
function audited(program, member, papers, view) {
  const name = calledOn({ id: program.id, ...definition(program.id, view.known) }, view);
  const kind = KIND_WORDS[member.kind]?.[0] ?? member.kind;
  return [
    h(
      "p",
      { class: "kicker" },
      bdi(name),
      " · ",
      member.state && member.state !== member.id
        ? t("{kind} of {state}", { kind, state: member.state })
        : kind,
    ),
    h("h2", { id: "audit-title" }, bdi(calledOn(member, view))),
    ...(isOmitted(member, view)
      ? [h("p", {}, tooMuch(`audit ${program.id} ${member.id}`))]
      : answer(program, member, papers, view)),
    verification(program, member, shownPapers(member, papers, view), papers, view),
  ];
}

/** The fact, and all that is behind it. @param {Program} program @param {Member} member
 * @param {Papers} papers @param {View} view */
function answer(program, member, papers, view) {
  const { members } = definition(program.id, view.known);
  const entry = entryOf(member, members, program, view);
  const byActs = caseOf(member, view);
  const of = alive(byActs, member, program, view);
  return [
    h(
      "p",
      { class: `fact ${entry ? (entry.certain ? "certain" : "possible") : "none"}` },
      entry ? fact(entry, view) : notOnIt(byActs, member, program, view),
    ),
    h("p", { class: "quiet" }, caution(view) || t("As known at {position}, by any source.", { position: positionInWords(view.known) })),
    elsewhere(program, member, view),
    periods(of, members),
    related(program, member, members, view),
    h(
      "ol",
      { class: "events" },
      ...byDay(papers.events[member.id] ?? [], view.known).map((paper) =>
        eventItem(paper, papers, program, of, view),
      ),
      ...ofPredecessors(member, papers, view).map(([paper, verdict]) =>
        eventItem(paper, papers, program, of, view, verdict),
      ),
    ),
  ];
}

/** The fact in a sentence. @param {Entry} entry @param {View} view */
function fact(entry, view) {
  const when = [inWords(view.on), ahead(view)].filter(Boolean).join(", ");
  const is = [standing(entry, dateInWords), marksOf(entry)].filter(Boolean).join(t("; "));
  const words = entry.certain ? "A member on {when}: {is}." : "Possibly a member on {when}: {is}.";
  return t(words, { when, is });
}

/** That somebody is not on a roster, and why, in a sentence. @param {Case} byActs
 * @param {Member} member @param {Program} program @param {View} view */
function notOnIt(byActs, member, program, view) {
  const why = whyNot(byActs, member, program, view);
  const words = why ? "On {day} not on the roster: {why}." : "On {day} not on the roster.";
  return t(words, { day: inWords(view.on), why });
}

/** Why somebody is not on a roster who has a status, or would have one if nothing had ended; nothing
 * elsewhere. @param {Case} byActs @param {Member} member @param {Program} program @param {View} view */
function whyNot(byActs, member, program, view) {
  const span = spanOn(alive(byActs, member, program, view), view.on);
  if (span) {
    const statuses = possibleIn(span).map(([status]) => status);
    const later = alive(byActs, member, program, view).spans.filter(([start]) => span[1] && start >= span[1]);
    const counts = whatCounts(statuses, later, member, program, view);
    const words = span[2] ? "it may be {what}, and {counts}" : "it is {what}, and {counts}";
    return t(words, { what: withArticle(statuses), counts });
  }
  const { name } = definition(program.id, view.known);
  const { ended, over } = livesOf(member, program, view.known);
  for (const [who, end] of /** @type {[string, Turning | null][]} */ ([
    [name, ended],
    ["", over],
  ])) {
    if (end && end[1] <= view.on && spanOn(byActs, view.on))
      return who
        ? t("{what} ceased to exist on {date}", { what: who, date: dateInWords(end[2]) })
        : t("it ceased to exist on {date}", { date: dateInWords(end[2]) });
  }
  return "";
}

/** Why a status is no membership: the treaty is not in force, or not for the participant yet, or
 * others count. @param {string[]} statuses @param {Span[]} later @param {Member} member
 * @param {Program} program @param {View} view */
function whatCounts(statuses, later, member, program, view) {
  const { name, members, force } = definition(program.id, view.known);
  const { entered } = livesOf(member, program, view.known);
  if (force && statuses.includes("bound")) {
    if (!entered) return t("no entry into force of {program} is on file", { program: name });
    if (entered[1] > view.on) return t("{program} entered into force only on {date}", { program: name, date: dateInWords(entered[2]) });
  }
  const then = later.find((span) => asMember(span, members) === "certain")?.[3].at(-1);
  if (then) return t("{status} from {date} on", { status: withArticle([then[0]]), date: dateInWords(then[1]) });
  return t("{program} counts {statuses}", { program: name, statuses: inARow(members.map(statusInWords)) });
}

/** "a supporter or signatory", "bound". @param {string[]} statuses */
function withArticle(statuses) {
  const what = inARow(statuses.map(statusInWords));
  if (statuses[0] === "bound") return what;
  return t(/^[aeiou]/.test(what) ? "an {what}" : "a {what}", { what });
}

/** @param {string} status */
function statusInWords(status) {
  return t(status.replaceAll("-", " "));
}

/** The statuses that are possible in a span. @param {Span} span */
function statusesIn(span) {
  return inARow(possibleIn(span).map(([status]) => t(status)));
}

/** The periods of a membership that ended, rose or is in doubt. @param {Case} of @param {string[]} members */
function periods(of, members) {
  if (of.spans.length < 2) return "";
  const words = { certain: t("a member"), possible: t("possibly a member"), "": t("no member") };
  const rows = of.spans.map((span) => {
    const [start, end, orNone] = span;
    return h(
      "tr",
      {},
      h("td", {}, start === "0001-01-01" ? "…" : inWords(start)),
      h("td", {}, end ? inWords(dayOf(dayNumber(end) - 1)) : "…"),
      h("td", {}, orNone ? t("{statuses}, or none", { statuses: statusesIn(span) }) : statusesIn(span)),
      h("td", {}, words[asMember(span, members)]),
    );
  });
  return h(
    "details",
    { class: "behind" },
    h("summary", {}, t("{n} periods", { n: of.spans.length })),
    h(
      "div",
      { class: "table", tabindex: "0", role: "region", "aria-label": t("Periods") },
      table([t("From"), t("To the end of"), t("Status"), t("Counts as")], rows),
    ),
  );
}

/** The bodies of a state that are on the roster themselves. @param {Program} program
 * @param {Member} member @param {string[]} members @param {View} view */
function related(program, member, members, view) {
  const found = program.participants
    .filter((one) => one.state === member.id && one.id !== member.id)
    .map((one) => entryOf(one, members, program, view))
    .filter((entry) => entry !== null);
  if (!found.length) return "";
  const names = found.flatMap(({ member: body, since }, place) => [
    place ? ", " : "",
    h(
      "button",
      { type: "button", class: "plain", onclick: () => askForAudit(`${program.id}/${body.id}`) },
      bdi(body.name),
    ),
    ` (${t("{kind}, since {date}", { kind: KIND_WORDS[body.kind]?.[0] ?? body.kind, date: dateInWords(since) })})`,
  ]);
  return h("p", { class: "related" }, ...pieces("Bodies of this state on the roster: {names}.", { names }));
}

/** The papers of those whom a member succeeds or continues, each with the verdict on it.
 * @param {Member} member @param {Papers} papers @param {View} view @returns {[Paper, Verdict][]} */
function ofPredecessors(member, papers, view) {
  const [, found] = lastUpTo(papers.predecessors[member.id] ?? [], view.known) ?? [0, []];
  return found.flatMap(([who, verdict]) =>
    byDay(papers.events[who] ?? [], view.known)
      .filter((paper) => paper.act && stoodThen(paper, view.known))
      .map((paper) => /** @type {[Paper, Verdict]} */ ([paper, verdict])),
  );
}

/** Papers in the order of the world, as they read then; `in_order` of `projections.audit`, told again.
 * @param {Paper[]} papers @param {number} known @returns {Paper[]} */
function byDay(papers, known) {
  const at = (/** @type {Paper} */ paper) => {
    const { date, first = date, last = date } = readingThen(paper, known);
    return [first, last];
  };
  const compare = (/** @type {string} */ a, /** @type {string} */ b) => (a < b ? -1 : Number(a > b));
  return papers
    .map((paper) => ({ paper, on: at(paper) }))
    .sort((a, b) => compare(a.on[0], b.on[0]) || compare(a.on[1], b.on[1]) || a.paper.position - b.paper.position)
    .map(({ paper }) => paper);
}

/** How an event read at a position; as it was recorded, where it was not on file yet or not any more.
 * @param {Paper} paper @param {number} known */
function readingThen({ readings }, known) {
  return readings.findLast((one) => one.known <= known) ?? readings[0];
}

/** All the papers that an audit shows. @param {Member} member @param {Papers} papers @param {View} view */
function shownPapers(member, papers, view) {
  return [...(papers.events[member.id] ?? []), ...ofPredecessors(member, papers, view).map(([paper]) => paper)];
}

/** Whether an event stood and was about the membership, as known then. @param {Paper} paper
 * @param {number} known */
function stoodThen(paper, known) {
  const reading = paper.readings.findLast((one) => one.known <= known);
  const not = ["retracted", "not-read", "corrected-later"];
  return reading && !not.includes(reading.verdict_word ?? "");
}

/** @param {Paper} paper @param {Papers} papers @param {Program} program @param {Case} of
 * @param {View} view @param {Verdict | null} [given] the verdict, where it hangs on none of these */
function eventItem(paper, papers, program, of, view, given = null) {
  const reading = paper.readings.findLast((one) => one.known <= view.known);
  const shown = readingThen(paper, view.known);
  const verdict = given ?? verdictThen(paper, papers, program, of, view);
  const made = h(
    "li",
    { class: `event ${doesCount(verdict) ? "counts" : doesHold(verdict) ? "holds" : "idle"}` },
    h(
      "p",
      { class: "on" },
      dateInWords(shown.date),
      shown.effective_on ? t(", effective {date}", { date: dateInWords(shown.effective_on) }) : "",
      shown.place ? [" · ", bdi(shown.place)] : [],
    ),
    h("p", { class: "words" }, bdi(shown.words)),
    h(
      "p",
      { class: "tags" },
      h("span", { class: `tag verdict` }, datesInWords(verdict.verdict)),
      ...(reading?.disputed ?? []).map((kind) => h("span", { class: kind === "act disputed" ? "tag disputed" : "tag" }, DISPUTES[kind])),
    ),
    shown.document ? byDocument(shown.document, paper.position, papers, view.known) : "",
    shown.note ? h("p", { class: "note" }, bdi(shown.note)) : "",
    ...(reading
      ? [sources(citedThen(paper, view.known), papers.sources, view.known), record(paper.history, view.known)]
      : []),
    h("p", { class: "id" }, `#${paper.position} `, h("code", {}, paper.id)),
  );
  Object.assign(made.dataset, { position: paper.position, verdict: verdict.verdict });
  return made;
}

/** The document by which an event was done, and what else was done by it. @param {string} document
 * @param {number} position @param {Papers} papers @param {number} known */
function byDocument(document, position, papers, known) {
  const [, words, acts] = lastUpTo(papers.documents[document] ?? [], known) ?? [0, document, []];
  const others = acts.filter((one) => one !== position).map((one) => `#${one}`);
  const and = others.length ? t(", and by it {events}", { events: others.join(", ") }) : "";
  return h("p", { class: "document quiet" }, ...pieces("Document: {title}", { title: bdi(words) }), and);
}

/** What an event does to a membership. @param {Paper} paper @param {Papers} papers
 * @param {Program} program @param {Case} of @param {View} view @returns {Verdict} */
function verdictThen(paper, papers, program, of, view) {
  const reading = paper.readings.findLast((one) => one.known <= view.known);
  if (!reading) return paper.before;
  if (isDecided(reading)) return reading;
  const aside = reading.on_each_day && lastUpTo(reading.on_each_day, view.on);
  if (aside) return besideMembership(reading, aside[1], of, view.on);
  return verdictOf(of, paper.position, program, view.on) ?? papers.not_admitted;
}

/** Whether the record alone decides that an event does not count, whatever the day and the policy.
 * @param {Reading} reading @returns {reading is Reading & Verdict} */
function isDecided(reading) {
  return reading.verdict_word !== undefined;
}

/** What was cited for and against an event, as known then. @param {Paper} paper
 * @param {number} known */
function citedThen(paper, known) {
  return paper.cited.filter(
    ({ since, until }) => since <= known && (until === undefined || known < until),
  );
}

/** @param {Cited[]} cited @param {Sources} read @param {number} known */
function sources(cited, read, known) {
  if (!cited.length) return h("p", { class: "quiet" }, t("No source is cited."));
  const items = toldOnce(cited).map((same) => source(same, read, known));
  return h("ul", { class: "sources", "aria-label": t("Sources") }, ...items);
}

/** Citations of the same source for the same, together; `told_once` of `projections.evidence`, told
 * again. @param {Cited[]} cited @returns {Cited[][]} */
function toldOnce(cited) {
  /** @type {Map<string, Cited[]>} */
  const found = new Map();
  for (const one of cited) {
    const key = JSON.stringify([one.source, one.stance, one.supports, one.formerly]);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

/** A source, with all that is cited of it. @param {Cited[]} same @param {Sources} read
 * @param {number} known */
function source(same, read, known) {
  const [cited] = same;
  const then = (/** @type {string} */ id) => lastUpTo(read[id] ?? [], known)?.[1] ?? null;
  const from = then(cited.source);
  const against = cited.stance === "disputes";
  return h(
    "li",
    { class: against ? "against" : "for" },
    h(
      "p",
      {},
      against ? h("span", { class: "tag disputed" }, t("against")) : "",
      spokenFor(cited),
      from
        ? [
            h("span", { class: "tag tier" }, t(from.tier)),
            ...pieces("{what}: {text}", {
              what: bdi(from.publisher),
              text: link(from.url, from.title),
            }),
            `, ${from.published_on ? dateInWords(from.published_on) : t("undated")}`,
            ...(from.copy_of ? pieces(", a copy of {source}", { source: copied(from.copy_of, then(from.copy_of)) }) : []),
          ]
        : t("a source that is not on file ({source})", { source: cited.source }),
    ),
    ...unlikeOthers(same.flatMap((one) => [...quoted(one, from), says(one), located(one)])),
  );
}

/** What a source is a copy of. @param {string} id @param {Source | null} original */
function copied(id, original) {
  return original ? h("span", {}, bdi(original.publisher), " (", link(original.url, original.title), ")") : id;
}

/** Elements, without those that say what one before them says. @param {(HTMLElement | "")[]} elements */
function unlikeOthers(elements) {
  const made = elements.filter((one) => one !== "");
  return made.filter((one, place) => made.findIndex((other) => other.isEqualNode(one)) === place);
}

/** @param {Cited} cited @param {Source | null} from */
function quoted({ quote }, from) {
  return quote ? [h("blockquote", { lang: from?.language ?? false }, bdi(t("“{quote}”", { quote })))] : [];
}

/** The date that a source gives, in its own words too where these were worked out. @param {Cited} cited */
function says(cited) {
  if (!cited.says) return "";
  const wording = cited.wording ? [" (", bdi(t("“{quote}”", { quote: cited.wording })), ")"] : [];
  return h(
    "p",
    { class: cited.differs ? "says differs" : "says" },
    ...pieces(cited.differs ? "It says {date}, another day." : "It says {date}.", {
      date: [dateInWords(cited.says), ...wording],
    }),
  );
}

/** @param {Cited} cited */
function located({ locator }) {
  return locator ? h("p", { class: "quiet" }, ...pieces("At {place}", { place: bdi(locator) })) : "";
}

/** The fields of the event of which a source speaks, where it does not speak of it as such.
 * @param {Cited} cited */
function spokenFor({ supports = [], formerly = [] }) {
  const earlier = formerly.length
    ? t("the earlier reading of {fields}", { fields: formerly.join(", ") })
    : "";
  const words = inARow([supports.join(", "), earlier].filter(Boolean), "{most} and {end}");
  return words ? h("span", { class: "tag" }, t("of {fields}", { fields: words })) : "";
}

/** The positions of the steps that others took back, which were not taken back themselves; the
 * event is no step of its own record. @param {RecordStep[]} steps those that were known */
function takenBack(steps) {
  /** @type {Set<number | undefined>} */
  const found = new Set();
  for (const { position, retracts } of [...steps].reverse()) {
    if (!found.has(position)) found.add(retracts);
  }
  found.delete(steps[0].position);
  return found;
}

/** @param {RecordStep[]} steps @param {number} known */
function record(steps, known) {
  const then = steps.filter(({ position }) => position <= known);
  const back = takenBack(then);
  const lines = then.map((step) =>
    h(
      "li",
      { class: back.has(step.position) ? "void" : "" },
      ...pieces("{what} on {day} by {whom} (#{n})", {
        what: step.what,
        day: inWords(step.recorded_at.slice(0, 10)),
        whom: bdi(step.recorded_by),
        n: String(step.position),
      }),
      back.has(step.position) ? t(", taken back since") : "",
      step.reason ? pieces(": {reason}", { reason: bdi(step.reason) }) : [],
      step.changes
        ? h(
            "ul",
            {},
            ...step.changes.map(({ field, before, after }) =>
              h(
                "li",
                {},
                ...(before === after
                  ? [capital(field)]
                  : pieces("{what}: {text}", {
                      what: capital(field),
                      text: [h("del", {}, bdi(before)), " → ", h("ins", {}, bdi(after))],
                    })),
              ),
            ),
          )
        : "",
    ),
  );
  return h("ul", { class: "record", "aria-label": t("Record") }, ...lines);
}
