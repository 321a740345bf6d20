"""The named queries of the served ledger: the main questions in SQL, for whoever likes to read
them, change them, or have their answers as JSON and CSV.

They ask the table ``membership``, whose rows say what the ledger believed of whom by their acts,
on which days and from which position to which, and the events. That a treaty was not in force, or
that a program or a participant had ended, is not worked out in SQL (`projections.lives` does): a
row on which that may bear says so, in ``unless``. The other answers are those of the command line,
which alone knows source policies and tells reasons.
"""

from collections.abc import Mapping
from typing import Any

_ASKED = """WITH asked AS (
  SELECT coalesce(nullif(:on, ''), date('now')) AS day,
    coalesce(CAST(nullif(ltrim(:known, '#'), '') AS INTEGER), 9223372036854775807) AS known
), ended AS MATERIALIZED (
  SELECT body ->> 'program' AS program, body ->> 'participant' AS participant
  FROM standing WHERE type = 'ending'
), chosen AS (
  SELECT id, members, force,
    -- where the date has an open start, nobody joins before the program opened
    iif(opened_on NOT GLOB '*[^0-9-]*', substr(opened_on || '-01-01', 1, 10), '') AS opened
  FROM programs
  WHERE lower(:program) IN (lower(id), lower(name))
    OR EXISTS (SELECT 1 FROM json_each(aliases) WHERE lower(value) = lower(:program))
), roster AS (
  SELECT m.participant, m."end", m.statuses, m.since, m.because, chosen.members,
    iif(m.start <= '0001-01-03', max(m.start, coalesce(chosen.opened, '')), m.start) AS start,
    EXISTS (
      SELECT 1 FROM json_each(m.statuses)
      WHERE value NOT IN (SELECT value FROM json_each(chosen.members))
    ) AS possible,
    CASE
      WHEN chosen.id IN (SELECT program FROM ended) THEN 'the program had ended'
      WHEN m.participant IN (SELECT participant FROM ended) THEN 'it had ended'
      WHEN chosen.force = 'required' AND EXISTS (
        SELECT 1 FROM json_each(m.statuses) WHERE value = 'party'
      ) THEN 'the treaty was not in force'
    END AS unless
  FROM membership m JOIN chosen ON m.program = chosen.id, asked
  WHERE m.believed_from <= asked.known
    AND (m.believed_until IS NULL OR m.believed_until > asked.known)
    AND EXISTS (
      SELECT 1 FROM json_each(m.statuses)
      WHERE value IN (SELECT value FROM json_each(chosen.members))
    )
)"""
_WHO = """coalesce(
    (SELECT max(name) FROM participants p WHERE p.id = roster.participant),
    state_name(roster.participant), roster.participant
  ) AS name, participant AS id"""
_STATUS = """iif(possible, 'possible', 'certain') AS certainty,
  (SELECT value ->> 0 FROM json_each(since)
   WHERE value ->> 0 IN (SELECT value FROM json_each(members))
   AND value ->> 0 IN (SELECT value FROM json_each(statuses)) LIMIT 1) AS status,
  (SELECT value ->> 1 FROM json_each(since)
   WHERE value ->> 0 IN (SELECT value FROM json_each(members)) LIMIT 1) AS since,
  (SELECT value ->> 1 FROM json_each(since)
   WHERE value ->> 0 IN (SELECT value FROM json_each(members))
   AND value ->> 0 IN (SELECT value FROM json_each(statuses)) LIMIT 1) AS status_since,
  because, unless"""

ROSTER = f"""{_ASKED}
SELECT {_WHO}, {_STATUS}
FROM roster, asked
WHERE start <= asked.day AND ("end" IS NULL OR "end" > asked.day)
ORDER BY name, id"""

JOINED = f"""{_ASKED}
SELECT {_WHO}, {_STATUS}
FROM roster, asked
WHERE start <= asked.day AND ("end" IS NULL OR "end" > asked.day)
  AND NOT EXISTS (
    SELECT 1 FROM roster before
    WHERE before.participant = roster.participant
      AND before.start <= :after AND (before."end" IS NULL OR before."end" > :after)
  )
ORDER BY name, id"""

PARTICIPANT = """SELECT position, type, program, participant, recorded_at, recorded_by, body
FROM events
WHERE participant IN (
    SELECT id FROM participants WHERE lower(:participant) IN (lower(id), lower(name))
    UNION SELECT upper(:participant) UNION SELECT state_code(:participant)
  )
ORDER BY position"""

SOURCE = """SELECT c.position, c.stance, e.type, e.program, e.participant, c.quote, c.locator,
  c.says
FROM citations c JOIN events e ON e.position = coalesce(c.about, c.position)
WHERE c.source = :source
ORDER BY c.position"""

QUERIES: Mapping[str, Mapping[str, Any]] = {
    "roster": {
        "title": "Who is in a program on a day by the acts on file, as known at a position",
        "hide_sql": True,
        "sql": ROSTER,
        "params": ["program", "on", "known"],
        "description": "on: a day, 2023-10-24; without it, today. known: a position, 193; without "
        "it, the last. program: an id, a name or an alias. "
        "unless: what is left out here, and may make the row untrue on that day; "
        "the page and depositary roster take it into account.",
    },
    "joined": {
        "title": "Who joined a program between two days, by the acts on file",
        "hide_sql": True,
        "sql": JOINED,
        "params": ["program", "after", "on", "known"],
        "description": "Who is in at the end of the day 'on', and was not at the end of the day "
        "'after'. Without 'on', today. unless: as in roster.",
    },
    "participant": {
        "title": "What was recorded about a participant",
        "hide_sql": True,
        "sql": PARTICIPANT,
        "params": ["participant"],
        "description": "participant: an id, an ISO 3166 code or a name.",
    },
    "source": {
        "title": "What a source says",
        "hide_sql": True,
        "sql": SOURCE,
        "params": ["source"],
        "description": "source: the id of a source, as in the table sources.",
    },
}
METADATA: Mapping[str, Any] = {
    "title": "depositary",
    "description": "A register of who joined which international programme, when, and on whose "
    "word. What is served can be read, and not be changed.",
    "databases": {
        "ledger": {
            "description": "The ledger. The table events is what was recorded; the others follow "
            "from it.",
            "queries": QUERIES,
            "tables": {
                "events": {"sort_desc": "position", "facets": ["type"]},
                "membership": {"facets": ["program"]},
                "tree_heads": {"sort_desc": "size"},
                "search": {"hidden": True},  # it can be searched, and not be shown
                "words": {"hidden": True},
            },
        }
    },
}
