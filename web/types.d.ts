// The shapes of the data files, as web/page/index_json.py, web/page/program_json.py and web/page/audit_json.py write them, and of
// what the page makes of them. Read by `tsc --checkJs` alone.

type Day = string; // 2023-10-24; days compare as texts

/** `ladder`: the statuses of its own, the lowest first, where it has such. */
interface Definition {
  known: number;
  name: string;
  members: string[];
  opened: Day | null;
  force?: "required";
  ladder?: string[];
  coverage?: string;
  coverage_note?: string;
}
/** Something holds, from the first day on perhaps, from the last on for certain. */
type Turning = [first: Day, last: Day, date: string];
/** `filed`: the position at which it was. */
interface ProgramEntry { id: string; definitions: Definition[]; aliases: string[]; filed: number }
interface Milestone { id: string; known: number; until: number | null; name: string; date: string; earliest: Day; latest: Day; programs: string[] }
interface Index {
  today: Day;
  size: number;
  root: string;
  unread: number[];
  days: [Day, number][];
  programs: ProgramEntry[];
  milestones: Milestone[];
  /** What those are to be called that had other names: from which position and which day on. */
  names: Record<string, [known: number, [from: Day, called: string][]][]>;
  shown: string[];
}

type Steps = [Day, number][];
/** `wide`: the same where disputes widen the acts, where that makes a difference. */
type Box = [
  known: number,
  plain: number,
  tiers: string[],
  grid: Steps[][],
  wide?: [plain: number, grid: Steps[][]],
];
/** `latest`: the last day that the date can mean, where the date is no day. */
type Since = [status: string, date: string, latest?: Day];
/** `passed`: those of the statuses that are possible no more, but were before, where there are any. */
type Span = [start: Day, end: Day | null, orNone: boolean, since: Since[], passed?: string[]];
/** `exits`: the marks of those of which notice was given; `over`: the date on which the program or
 * the participant had ceased to exist, the first of them. */
interface Case {
  over?: string;
  spans: Span[];
  acts: [position: number, verdicts: [Day, number][]][];
  exits?: SideMark[];
}
/** What stands beside a membership, from which day on for certain (true), possibly (false), or not
 * (null). */
type SideMark = [position: number, kind: string, text: string, holds: [Day, boolean | null][]];
/** `omits`: what cannot be asked here, since it would have been too much to work out. */
interface Member {
  omits: "sources" | "everything" | null;
  id: string;
  name: string;
  kind: string;
  state: string | null;
  ended: [known: number, over: Turning | null][];
  boxes: Box[];
  cases: Case[];
  disputed: [position: number, from: number, until: number | null, kinds: string[]][];
  beside: [from: number, until: number | null, mark: SideMark][];
  sources: [known: number, count: number][];
  ways: [from: number, until: number | null, word: string, first: Day, last: Day][];
}
/** That a source counts so many members on a day, of some statuses and kinds if any are named. */
interface Claim {
  day: Day;
  count: number;
  statuses: string[];
  kinds: string[];
  excluding: string[];
  tier: string | null;
  published: Day | null;
  words: string;
}
type Moment = [known: number, earliest?: Day, latest?: Day, date?: string, words?: string];
interface Program {
  id: string;
  participants: Member[];
  lives: [known: number, entered: Turning | null, ended: Turning | null][];
  claims: [position: number, readings: [known: number, claim: Claim | null][]][];
  events: [position: number, moments: Moment[]][];
  verdicts: Verdict[];
}
/** `verdict_word` is what is compared, and never the sentence. */
interface Verdict { verdict: string; verdict_word: string }

/** `supports`: the fields that it speaks for, `formerly`: of which it gave an earlier reading;
 * `differs`: from the event's date. */
interface Cited {
  since: number;
  until?: number;
  position: number;
  stance: "supports" | "disputes";
  source: string;
  quote?: string;
  locator?: string;
  says?: string;
  wording?: string;
  supports?: string[];
  formerly?: string[];
  differs?: boolean;
}
interface Source {
  publisher: string;
  title: string;
  url?: string;
  published_on?: string;
  tier: string;
  language?: string;
  copy_of?: string;
}
interface RecordStep {
  position: number;
  recorded_at: string;
  recorded_by: string;
  what: string;
  reason?: string;
  changes?: { field: string; before: string; after: string }[];
  retracts?: number;
}
interface Reading {
  known: number;
  verdict?: string;
  verdict_word?: string;
  date: string;
  first?: Day; // where the date is more than one day
  last?: Day;
  words: string;
  effective_on?: string;
  place?: string;
  note?: string;
  document?: string;
  instrument?: string;
  disputed?: string[];
  beside?: "suspension" | "provisional-application";
  on_each_day?: [Day, Verdict][];
}
/** `on_each_day` is there for what is no act: its verdicts hang on nothing but the day; on one that
 * stands `beside` a membership, on that too. */
interface Paper {
  position: number;
  id: string;
  act: boolean;
  before: Verdict;
  readings: Reading[];
  cited: Cited[];
  history: RecordStep[];
}
type Sources = Record<string, [known: number, source: Source | null][]>;
interface Papers {
  events: Record<string, Paper[]>;
  sources: Sources;
  documents: Record<string, [known: number, words: string, acts: number[]][]>;
  predecessors: Record<string, [known: number, [id: string, verdict: Verdict][]][]>;
  not_admitted: Verdict;
}

/** `roots`: of each block of records; `filed`: where each participant was that was. */
interface Tree { origin: string; size: number; root: string; block: number; roots: string[]; filed: Record<string, number> }
/** A record and the siblings on the way from its leaf up to the root (RFC 9162 section 2.1.3). */
interface Proof { position: number; id: string; record: string; path: Uint8Array<ArrayBuffer>[] }

interface Places { places: Record<string, [number, number]>; land: Land[]; cells: Cell[] }
/** The square of a state, counted from the west and from the north. */
interface Cell { state: string; name: string; column: number; row: number }
/** The land of a state in dots; of a territory without a name. */
interface Land { state: string; name?: string; geometry: { type: string; coordinates: [number, number][] } }
interface Specs { membership: object[]; world: any[]; squares: any[] }

/** What is asked: the whole state of the page. */
interface State {
  programs: string[];
  on: Day;
  since: Day;
  known: string; // a position or a day as typed; empty: all
  published: Day | "";
  tiers: string[];
  min: number; // 0: not asked
  kind: string;
  widen: boolean; // every date that a source gives, and an act that one denies, as possible
  against: string; // a position or a day as typed, against which the record is compared; empty: none
  member: string; // program/participant
  embed: boolean;
  map: string; // squares; empty: a map
  part: string; // what of it is embedded; empty: all
  theme: string; // light or dark; empty: as the reader has it
  faults: string[]; // what the address asks for that there is not
}
/** The state as selection takes it. */
interface View { known: number; on: Day; published: Day | ""; tiers: string[]; min: number; kind: string; widen: boolean }

interface Entry {
  member: Member;
  called: string;
  status: string;
  since: string;
  statusSince: string;
  certain: boolean;
  disputed: string[];
  beside: Beside[];
}
/** `what` it is, "possibly suspended", and in `words` since when too. */
interface Beside { what: string; words: string }
interface Roster {
  program: Program;
  name: string;
  index: number; // its place among those shown
  slot: number; // which of the colours and shapes is its own
  entries: Entry[];
  omitted: Member[];
}
interface Change { what: string; before?: Entry; after?: Entry; member: Member }
interface Tick { day: Day; last: Day; date: string; words: string; program: number; position: number }
interface Count { day: Day; certain: number; most: number }

interface VegaView {
  change(name: string, changes: VegaChanges): VegaView;
  changeset(): VegaChanges;
  runAsync(): Promise<VegaView>;
  resize(): VegaView;
  width(pixels: number): VegaView;
  padding(): { left: number };
  origin(): [x: number, y: number];
  scale(name: string): { (at: number): number; invert(at: number): number | Date; domain(): (number | Date)[] };
  addEventListener(type: "click" | "mousedown" | "mousemove" | "mouseup", listener: (event: Event, mark?: { datum?: any }) => void): VegaView;
}
interface VegaChanges { remove(rows: object[] | (() => boolean)): VegaChanges; insert(rows: object[]): VegaChanges }
interface Drawn { view: VegaView; finalize(): void }
declare var depositary: { draw(where: Element, spec: object, options?: object): Promise<Drawn> };
