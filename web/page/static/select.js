// What the data says to a question: selection among boxes and spans, and counting what was selected.
// No event is folded here: what counts when, and what follows from it, was computed beforehand.
"use strict";

const LAST_DAY = "9999-12-31";
const OPEN_STARTS = "0001-01-03"; // by then spans start that an open start begins
const NO_CASE = /** @type {Case} */ ({ spans: [], acts: [] });
const STATUSES = ["supporter", "signatory", "bound", "party"]; // where a program has none of its own

/**
 * The last of some items, in rising order, whose first value is not above a limit.
 * @template {number | string} N
 * @template {readonly [N, ...any]} T
 * @param {readonly T[]} items @param {N} limit
 * @returns {T | undefined}
 */
function lastUpTo(items, limit) {
  let found = items.length;
  while (found > 0 && items[found - 1][0] > limit) found -= 1;
  return items[found - 1];
}

/** Whether something is asked of sources. @param {View} view */
function asksOfSources(view) {
  return Boolean(view.published || view.tiers.length || view.min);
}

/** Whether the data say nothing about a member to a question. @param {Member} member
 * @param {View} view */
function isOmitted({ omits }, view) {
  return omits === "everything" || (omits === "sources" && asksOfSources(view));
}

/** The acts that count for a member, and what follows. @param {Member} member @param {View} view
 * @returns {Case} */
function caseOf(member, view) {
  const box = lastUpTo(member.boxes, view.known);
  if (!box) return NO_CASE;
  const [, ofFile, tiers, gridOfFile, wide] = box;
  const [plain, grid] = (view.widen && wide) || [ofFile, gridOfFile];
  if (!asksOfSources(view)) return member.cases[plain];
  const row = tiers.reduce(
    (sum, tier, place) => sum + (!view.tiers.length || view.tiers.includes(tier) ? 1 << place : 0),
    0,
  );
  const steps = grid[row]?.[Math.max(view.min, 1) - 1];
  const step = steps && lastUpTo(steps, view.published || LAST_DAY);
  return step ? member.cases[step[1]] : NO_CASE;
}

/** A case within the lives of a program and a member: no span before the program opened, none as
 * party before the treaty was in force, none after either ended; `Lives.within` of
 * `projections.lives`, told again. @param {Case} of @param {Member} member @param {Program} program
 * @param {View} view @returns {Case} */
function alive(of, member, program, view) {
  const { opened, force } = definition(program.id, view.known);
  const { entered, ended, over } = livesOf(member, program, view.known);
  if (!opened && !force && !ended && !over) return of;
  let spans = of.spans;
  if (opened) spans = spans.flatMap((span) => sinceOpening(span, opened));
  if (force) spans = spans.flatMap((span) => whileInForce(span, entered));
  for (const end of [ended, over]) if (end) spans = spans.flatMap((span) => until(span, end));
  const past = [ended, over].filter((end) => end && end[1] <= view.on);
  const [first] = past.sort((a, b) => (a && b && a[1] < b[1] ? -1 : 0));
  return { ...of, spans, ...(first ? { over: first[2] } : {}) };
}

/** When a program entered into force and when it ended, and when a member ceased to exist (`over`),
 * as known then. @param {Member} member @param {Program} program @param {number} known */
function livesOf(member, program, known) {
  const [, entered, ended] = lastUpTo(program.lives, known) ?? [0, null, null];
  const [, over] = lastUpTo(member.ended, known) ?? [0, null];
  return { entered, ended, over };
}

/** A span without what a date with an open start leaves open before the program opened.
 * @param {Span} span @param {Day} opened @returns {Span[]} */
function sinceOpening(span, opened) {
  const [start, end, ...more] = span;
  if (start > OPEN_STARTS) return [span];
  return end === null || end > opened ? [[opened, end, ...more]] : [];
}

/** A span as it is while a treaty is not in force, may be, and is. @param {Span} span
 * @param {Turning | null} entered @returns {Span[]} */
function whileInForce(span, entered) {
  const [start, end, orNone, since, passed = []] = span;
  const consented = since.find(([status]) => status === "party");
  if (!consented || passed.includes("party")) return [span];
  const [first, last, text] = entered ?? [LAST_DAY, LAST_DAY, ""];
  const [, said, latest = said] = consented;
  /** @type {Since} */
  const party = entered && last >= latest ? ["party", text, last] : consented;
  const bound = since.find(([status]) => status === "bound");
  const others = since.filter(([status]) => status !== "bound" && status !== "party");
  /** @type {Since[]} */
  const binding = [...others, bound ?? ["bound", said, latest]];
  const lower = passed.filter((status) => status !== "bound");
  const now = bound && !passed.includes("bound") ? lower : [...lower, "bound"];
  /** @type {[Span, Day, Day][]} */
  const parts = [
    [[start, end, orNone, binding, lower], "", first],
    [[start, end, orNone, [...binding, party], lower], first, last],
    [[start, end, orNone, [...binding, party], now], last, LAST_DAY],
  ];
  return parts.flatMap(([part, from, to]) => (from < LAST_DAY ? cut(part, from, to) : []));
}

/** A span up to an end: from the first possible day of that on there may be none.
 * @param {Span} span @param {Turning} end @returns {Span[]} */
function until(span, [first, last]) {
  const [start, end, , ...more] = span;
  return [
    ...cut(span, "", first),
    ...(first < last ? cut([start, end, true, ...more], first, last) : []),
  ];
}

/** The part of a span from a day to another, not included (`LAST_DAY`: to its own end).
 * @param {Span} span @param {Day} from @param {Day} to @returns {Span[]} */
function cut([start, end, ...more], from, to) {
  const first = from > start ? from : start;
  const last = to === LAST_DAY || (end !== null && end < to) ? end : to;
  return last === null || first < last ? [[first, last, ...more]] : [];
}

/** @param {Case} of @param {Day} on */
function spanOn(of, on) {
  return of.spans.find(([start, end]) => start <= on && (end === null || on < end));
}

/** Whether a span is membership where some statuses count: for certain when all that are possible
 * do, possibly when some do; `Span.as_member` of `projections.membership`, told again.
 * @param {Span} span @param {string[]} counting @returns {"certain" | "possible" | ""} */
function asMember(span, counting) {
  const possible = possibleIn(span);
  const counted = possible.filter(([status]) => counting.includes(status)).length;
  if (!counted) return "";
  return !span[2] && counted === possible.length ? "certain" : "possible";
}

/** The statuses that are possible in a span, each with the date since when. @param {Span} span */
function possibleIn([, , , since, passed = []]) {
  return since.filter(([status]) => !passed.includes(status));
}

/** How a program was defined. @param {string} id @param {number} known @returns {Definition} */
function definition(id, known) {
  const entry = ledger().programs.find((one) => one.id === id);
  if (!entry) throw new Error(`no program ${id}`);
  return entry.definitions.findLast((one) => one.known <= known) ?? entry.definitions[0];
}

/** What a program or a participant is to be called in an answer about a day: its name then, and
 * today's beside it. @param {{ id: string, name: string }} one @param {{ known: number, on: Day }} view */
function calledOn({ id, name }, { known, on }) {
  const [, days] = lastUpTo(ledger().names[id] ?? [], known) ?? [0, []];
  return lastUpTo(days, on)?.[1] ?? name;
}

/** A member's place on the roster, if it has one. @param {Member} member @param {string[]} counting
 * @param {Program} program @param {View} view @returns {Entry | null} */
function entryOf(member, counting, program, view) {
  if (view.kind && member.kind !== view.kind) return null;
  const of = alive(caseOf(member, view), member, program, view);
  const span = spanOn(of, view.on);
  const counted = span && possibleIn(span).find(([status]) => counting.includes(status));
  if (!counted) return null;
  const joined = span[3].find(([status]) => counting.includes(status));
  const certain = asMember(span, counting) === "certain";
  return {
    member,
    called: calledOn(member, view),
    status: counted[0],
    since: (joined ?? counted)[1],
    statusSince: counted[1],
    certain,
    beside: besideOf(member, of, view, certain && counted[0] === "party"),
    disputed: member.disputed
      .filter(
        ([position, from, until]) =>
          from <= view.known &&
          (until === null || view.known < until) &&
          doesCount(verdictOf(of, position, program, view.on)),
      )
      .flatMap(([, , , kinds]) => kinds)
      .filter((kind, place, all) => all.indexOf(kind) === place),
  };
}

/** What stands beside a membership on a day; a party for certain applies nothing provisionally any
 * more. `marked` of `projections.roster`, told again. @param {Member} member @param {Case} of
 * @param {View} view @param {boolean} party @returns {Beside[]} */
function besideOf(member, of, { known, on }, party) {
  const filed = member.beside
    .filter(([from, until]) => from <= known && (until === null || known < until))
    .map(([, , side]) => side);
  return [...filed, ...(of.exits ?? [])]
    .sort(([a], [b]) => a - b)
    .flatMap(([, kind, text, holds]) => {
      const sure = lastUpTo(holds, on)?.[1] ?? null;
      if (sure === null || (party && kind === "applying provisionally")) return [];
      const what = sure ? kind : `possibly ${kind}`;
      return [{ what, words: t("{what} {text}", { what: besideInWords(what), text }) }];
    });
}

/** What stands beside a membership, or a change of it, in the page's language. @param {string} what
 * @returns {string} */
function besideInWords(what) {
  const [, how, rest] = /^(possibly|no longer) (.+)$/.exec(what) ?? [];
  if (Object.hasOwn(WORDS, what) || !rest) return t(what);
  const words = how === "possibly" ? "possibly {what}" : "no longer {what}";
  return t(words, { what: besideInWords(rest) });
}

/** The verdict on a mark, given the one by its own days; `beside` of `projections.side_marks`, told
 * again. @param {Reading} reading @param {Verdict} verdict @param {Case} of @param {Day} on
 * @returns {Verdict} */
function besideMembership({ beside, on_each_day: days = [] }, verdict, of, on) {
  if (!["holds", "may-hold"].includes(verdict.verdict_word)) return verdict;
  const over = (/** @type {string} */ when) => ({
    verdict: t("over since {when}", { when }),
    verdict_word: "over",
  });
  const now = spanOn(of, on);
  const possible = now && !now[2] ? possibleIn(now) : [];
  if (beside === "provisional-application" && possible.length === 1 && possible[0][0] === "party")
    return over(possible[0][1]);
  if (beside === "suspension" && !now) {
    const [since] = days.find(([, one]) => one.verdict_word !== "later") ?? [on];
    const ends = of.spans.flatMap(([, end]) => (end && since < end && end <= on ? [end] : []));
    return ends.length ? over(ends.sort()[ends.length - 1]) : verdict;
  }
  return verdict;
}

/** What an act does on a day, if it counts at all. @param {Case} of @param {number} position
 * @param {Program} program @param {Day} on @returns {Verdict | null} */
function verdictOf(of, position, program, on) {
  const act = of.acts.find((one) => one[0] === position);
  const verdict = act && lastUpTo(act[1], on);
  const found = verdict ? program.verdicts[verdict[1]] : null;
  const gone = of.over && doesCount(found); // `audit._Case._life_over` of projections, told again
  return gone ? { verdict: t("over since {when}", { when: of.over ?? "" }), verdict_word: "over" } : found;
}

/** Whether an act counts by its verdict, or may. @param {Verdict | null} verdict */
function doesCount(verdict) {
  return verdict?.verdict_word === "counts" || verdict?.verdict_word === "may-count";
}

/** Whether what is no act holds, or may, or takes an act back. @param {Verdict} verdict */
function doesHold({ verdict_word }) {
  return ["holds", "may-hold", "revokes"].includes(verdict_word);
}

/** What sources disagree over, as a reader is told. That one gives another day is no doubt about the
 * membership: only the first is shown loudly. */
const DISPUTES = /** @type {Record<string, string>} */ ({
  "act disputed": t("membership contested"),
  "date disputed": t("date differs"),
  "detail disputed": t("detail differs"),
});

/** The status and since when, in a few words. @param {Entry} entry
 * @param {(date: string) => string} dated */
function standing({ status, since, statusSince }, dated = String) {
  const told = t("{status} since {date}", { status: t(status), date: dated(statusSince) });
  return since === statusSince
    ? told
    : t("{told}, member since {date}", { told, date: dated(since) });
}

/** @param {Program} program @param {{ index: number, slot: number }} place @param {View} view
 * @returns {Roster} */
function rosterOf(program, { index, slot }, view) {
  const { name: last, members } = definition(program.id, view.known);
  const name = calledOn({ id: program.id, name: last }, view);
  const entries = program.participants.map((one) => entryOf(one, members, program, view));
  const omitted = program.participants.filter(
    (one) => isOmitted(one, view) && (!view.kind || one.kind === view.kind),
  );
  return { program, name, index, slot, entries: entries.filter((entry) => entry !== null), omitted };
}

/** The newest claim, up to a day, that counts more than are on file, in a sentence; `short` of
 * `projections.caveats`, told again. @param {Program} program @param {View} view */
function countsMore(program, view) {
  if (program.participants.some((one) => one.omits === "everything")) return "";
  const { members } = definition(program.id, view.known);
  /** @type {Set<string>} */
  const settled = new Set();
  const found = program.claims
    .map(([position, readings]) => ({ position, of: lastUpTo(readings, view.known)?.[1] }))
    .flatMap(({ position, of }) => (of && of.day <= view.on ? [{ ...of, position }] : []))
    .sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : b.position - a.position));
  for (const claim of found) {
    const way = [claim.statuses.length ? claim.statuses : members, claim.kinds, claim.excluding];
    const key = JSON.stringify(way.map((one) => [...one].sort()));
    const { tier, published } = claim;
    const asked = !view.tiers.length || (tier && view.tiers.includes(tier));
    const out = !view.published || !published || published <= view.published;
    if (settled.has(key) || !asked || !out) continue;
    const more = claim.count - countedBy(program, way, view.known, claim.day);
    if (more > 0)
      return t("{counts}: {n} more than are on file.", { counts: claim.words, n: more });
    settled.add(key);
  }
  return "";
}

/** How many may be members on a day by a way of counting, by any source. @param {Program} program
 * @param {string[][]} way @param {number} known @param {Day} on */
function countedBy(program, [statuses, kinds, excluding], known, on) {
  const view = { known, on, published: "", tiers: [], min: 0, kind: "", widen: false };
  return program.participants.filter((member) => {
    if (excluding.includes(member.id) || (kinds.length && !kinds.includes(member.kind))) return false;
    const span = spanOn(alive(caseOf(member, view), member, program, view), on);
    return span && asMember(span, statuses);
  }).length;
}

/** How many of each kind, certain and possible. @param {Roster} roster */
function byKind(roster) {
  /** @type {Map<string, { certain: number, possible: number }>} */
  const found = new Map();
  for (const { member, certain } of roster.entries) {
    const count = found.get(member.kind) ?? { certain: 0, possible: 0 };
    count[certain ? "certain" : "possible"] += 1;
    found.set(member.kind, count);
  }
  const place = (/** @type {string} */ kind) => KINDS.indexOf(kind) + 1 || KINDS.length + 1;
  return [...found].sort(([a], [b]) => place(a) - place(b));
}

/** Who joined, left or changed between two rosters of one program; `view` is that of the second.
 * @param {Roster} before @param {Roster} after @param {View} view @returns {Change[]} */
function difference(before, after, view) {
  const old = new Map(before.entries.map((entry) => [entry.member.id, entry]));
  const ladder = definition(after.program.id, view.known).ladder ?? STATUSES;
  const now = new Map(after.entries.map((entry) => [entry.member.id, entry]));
  return after.program.participants
    .map((member) => ({ member, before: old.get(member.id), after: now.get(member.id) }))
    .map((one) => ({ ...one, what: whatChanged(one.before, one.after, ladder) }))
    .filter((one) => one.what)
    .map((one) => ({ ...one, what: howOf(one.member, after.program, view, one.what) ?? one.what }));
}

/** How a membership began or ended where joining and leaving are not the words, null where they are;
 * `View.how` and `projections.ways`, told again. @param {Member} member @param {Program} program
 * @param {View} view @param {string} what */
function howOf(member, program, view, what) {
  if (what !== "joined" && what !== "left") return null;
  const { members } = definition(program.id, view.known);
  const { spans } = alive(caseOf(member, view), member, program, view);
  const periods = periodsIn(spans.filter((span) => asMember(span, members)));
  const day =
    what === "joined"
      ? periods.find(([start, end]) => start <= view.on && (!end || end > view.on))?.[0]
      : periods.findLast(([, end]) => end && end <= view.on)?.[1];
  if (!day) return null;
  const { ended, over } = livesOf(member, program, view.known);
  const on = (/** @type {Turning | null} */ one) => one && one[0] <= day && day <= one[1];
  if (what === "left" && on(ended)) return "the program ended";
  if (what === "left" && on(over)) return "ceased to exist";
  const words = what === "joined" ? ["continued", "succeeded"] : ["was expelled"];
  const act = member.ways.find(
    ([from, until, is, first, last]) =>
      words.includes(is) && from <= view.known && !(until && until <= view.known) && first <= day && day <= last,
  );
  return act ? act[2] : null;
}

/** The periods of membership in some spans, in the order of time: the first day, and the first after.
 * @param {Span[]} spans @returns {[Day, Day | null][]} */
function periodsIn(spans) {
  /** @type {[Day, Day | null][]} */
  const found = [];
  for (const [start, end] of spans) {
    const last = found.at(-1);
    if (last && last[1] === start) last[1] = end;
    else found.push([start, end]);
  }
  return found;
}

/** @param {Entry | undefined} before @param {Entry | undefined} after @param {string[]} ladder */
function whatChanged(before, after, ladder) {
  if (!before && !after) return "";
  if (!after) return "left";
  if (!before) return after.certain ? "joined" : "may have joined";
  if (before.certain !== after.certain) return after.certain ? "became certain" : "may have left";
  if (before.status === after.status) {
    const same = before.since === after.since && before.statusSince === after.statusSince;
    const [came] = less(after.beside, before.beside);
    const [gone] = less(before.beside, after.beside);
    return !same ? "redated" : came ? came.what : gone ? `no longer ${gone.what}` : "";
  }
  return ladder.indexOf(after.status) > ladder.indexOf(before.status) ? "rose" : "fell";
}

/** What the register says of a day otherwise at one position than at another before it; `revision` of
 * `projections.difference`, told again. @param {Program} program @param {Roster} place
 * @param {View} then @param {View} now @returns {Change[]} */
function revision(program, place, then, now) {
  const old = new Map(rosterOf(program, place, then).entries.map((entry) => [entry.member.id, entry]));
  const is = new Map(rosterOf(program, place, now).entries.map((entry) => [entry.member.id, entry]));
  const ladder = definition(program.id, now.known).ladder ?? STATUSES;
  return program.participants
    .map((member) => ({ member, before: old.get(member.id), after: is.get(member.id) }))
    .map((one) => ({ ...one, what: whatRevised(one.member, program, [one.before, one.after], [then, now], ladder) }))
    .filter((one) => one.what);
}

/** @param {Member} member @param {Program} program @param {(Entry | undefined)[]} entries
 * @param {View[]} views @param {string[]} ladder */
function whatRevised(member, program, [before, after], [then, now], ladder) {
  const world = whatChanged(before, after, ladder);
  if (!world || world === "became certain") return world;
  if (!after) return whereabouts(member, program, now);
  if (!before) {
    const was = whereabouts(member, program, then);
    const onFile = new Set(caseOf(member, then).acts.map(([position]) => position));
    const counting = caseOf(member, now).acts.filter(([position]) =>
      doesCount(verdictOf(caseOf(member, now), position, program, now.on)),
    );
    if (was === "left" && counting.every(([position]) => onFile.has(position))) return "no longer left";
    return was === "moved" ? "moved" : "newly on file";
  }
  const words = { "may have left": "no longer certain", redated: "moved", rose: "higher on file", fell: "lower on file" };
  return /** @type {Record<string, string>} */ (words)[world] ?? world;
}

/** Why somebody is not on a roster: its status does not count, it left, it joins later by what is on
 * file, or nothing is. @param {Member} member @param {Program} program @param {View} view */
function whereabouts(member, program, view) {
  const { members } = definition(program.id, view.known);
  const { spans } = alive(caseOf(member, view), member, program, view);
  const counting = spans.filter((span) => asMember(span, members));
  if (spanOn({ spans, acts: [] }, view.on)) return "no longer counts";
  if (counting.some(([start]) => start <= view.on)) return "left";
  return counting.length ? "moved" : "no longer on file";
}

/** What was recorded about a program's events from one position, not included, to another: the
 * position, the first day and the date of the event, and what it says. @param {Program} program
 * @param {number} from @param {number} to */
function recordedIn(program, from, to) {
  return program.events.flatMap(([position, moments]) =>
    moments.flatMap((moment, place) => {
      const [known] = moment;
      if (known <= from || known > to) return [];
      const [, first, last, date, words] = moment.length > 1 ? moment : (moments[place - 1] ?? moment);
      if (!first || !last || !date || !words) return [];
      const what = moment.length < 2 ? key("no longer on file") : known === position ? "" : key("now reads");
      return [{ known, day: first === "0001-01-01" ? last : first, date, words, what }];
    }),
  );
}

/** What stands beside one entry, and not beside another. @param {Beside[]} some
 * @param {Beside[]} others */
function less(some, others) {
  return some.filter(({ words }) => !others.some((other) => other.words === words));
}

/** The number of members over time: a step for each day on which it changes.
 * @param {Program} program @param {View} view @param {Day} first @param {Day} last
 * @returns {Count[]} */
function countsOverTime(program, view, first, last) {
  const { members } = definition(program.id, view.known);
  /** @type {Map<Day, [certain: number, most: number]>} */
  const changes = new Map([[first, [0, 0]]]);
  const change = (
    /** @type {Day} */ day,
    /** @type {number} */ certain,
    /** @type {number} */ most,
  ) => {
    const at = day < first ? first : day;
    const sum = changes.get(at) ?? [0, 0];
    changes.set(at, [sum[0] + certain, sum[1] + most]);
  };
  for (const member of program.participants) {
    if (view.kind && member.kind !== view.kind) continue;
    for (const span of alive(caseOf(member, view), member, program, view).spans) {
      const [start, end] = span;
      const certainty = asMember(span, members);
      if (!certainty) continue;
      const certain = Number(certainty === "certain");
      change(start, certain, 1);
      if (end) change(end, -certain, -1);
    }
  }
  let [certain, most] = [0, 0];
  const counts = [...changes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, [c, m]]) => {
      [certain, most] = [certain + c, most + m];
      return { day, certain, most };
    });
  return counts.filter(({ day }) => day <= last);
}

/** What happened in a program, as known then, in the order of days. @param {Program} program
 * @param {number} index @param {number} known @returns {Tick[]} */
function ticksOf(program, index, known) {
  return program.events
    .flatMap(([position, moments]) => {
      const [, first, last, date, words] = lastUpTo(moments, known) ?? [0];
      if (!first || !last || !date || !words) return [];
      const day = first === "0001-01-01" ? last : first; // an open beginning
      return [{ day, last, date, words, program: index, position }];
    })
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.position - b.position));
}

/** The milestones between two days that belong to some programs, or to all, as known then.
 * @param {string[]} programs @param {number} known @param {Day} first @param {Day} last */
function milestonesOf(programs, known, first, last) {
  return ledger().milestones.filter(
    (one) =>
      (!one.programs.length || one.programs.some((id) => programs.includes(id))) &&
      one.known <= known &&
      (one.until === null || known < one.until) &&
      first <= one.earliest &&
      one.earliest <= last,
  );
}
