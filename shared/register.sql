-- A register that many keep together: what an administrator runs, once, in an empty database.
--
-- Encoding UTF8; PostgreSQL 14 or later. Four roles that nobody logs in with:
--   depositary_owner   has the tables; nobody needs to be it from day to day
--   depositary_desk    may read, and append in its own name
--   depositary_reader  may read
--   depositary_notary  may read, and put heads there that it signed
-- Then, for each desk, a login of its own:
--   CREATE ROLE kyiv LOGIN;
--   GRANT depositary_desk TO kyiv;
--   INSERT INTO depositary.desks VALUES ('kyiv', 'Embassy in Kyiv');
-- and for whoever only reads:
--   CREATE ROLE archive LOGIN;
--   GRANT depositary_reader TO archive;

DO $$
DECLARE wanted text;
BEGIN
  IF current_setting('server_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION USING ERRCODE = 'DP004',
      MESSAGE = 'the encoding of the database is ' || current_setting('server_encoding');
  END IF;
  FOREACH wanted IN ARRAY ARRAY[
    'depositary_owner', 'depositary_desk', 'depositary_reader', 'depositary_notary'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    END IF;
  END LOOP;
  EXECUTE format('GRANT depositary_owner TO %I', current_user);
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format(
    'GRANT CONNECT ON DATABASE %I TO depositary_owner, depositary_desk, depositary_reader, '
    'depositary_notary',
    current_database());
  -- whoever appends and does not commit keeps all others waiting
  EXECUTE format(
    'ALTER DATABASE %I SET idle_in_transaction_session_timeout = ''60s''', current_database());
END $$;

CREATE SCHEMA depositary AUTHORIZATION depositary_owner;
SET ROLE depositary_owner;

CREATE TABLE depositary.register (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  id     text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
  format integer NOT NULL DEFAULT 1
);
INSERT INTO depositary.register DEFAULT VALUES;

-- The one row that every append holds until its commit is settled: this makes the order. ``peaks``
-- are the largest whole subtrees of the Merkle tree, from left to right.
CREATE TABLE depositary.ledger (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  size        bigint NOT NULL,
  peaks       bytea[] NOT NULL,
  recorded_at text NOT NULL
) WITH (fillfactor = 10);
INSERT INTO depositary.ledger VALUES (true, 0, '{}', '');

CREATE TABLE depositary.events (
  position    bigint PRIMARY KEY,
  id          text NOT NULL UNIQUE CHECK (length(id) = 64),
  type        text NOT NULL,
  program     text,
  participant text,
  defines     text,
  about       text,
  recorded_at text NOT NULL CHECK (length(recorded_at) = 20),
  recorded_by text NOT NULL,
  body        text NOT NULL,
  leaf        bytea NOT NULL CHECK (length(leaf) = 32),
  nodes       bytea NOT NULL CHECK (length(nodes) % 32 = 0)
);
CREATE UNIQUE INDEX events_by_definition ON depositary.events (type, defines)
  WHERE defines IS NOT NULL;

CREATE TABLE depositary.tree_heads (
  size        bigint PRIMARY KEY,
  root        bytea NOT NULL CHECK (length(root) = 32),
  recorded_at text NOT NULL CHECK (length(recorded_at) = 20),
  version     text NOT NULL CHECK (version ~ '^[0-9A-Za-z.+-]{1,40}$')
);

-- The tree heads that a notary signed, as signed notes.
CREATE TABLE depositary.signed_heads (
  size bigint PRIMARY KEY,
  note text NOT NULL CHECK (octet_length(note) <= 4096)
);

CREATE TABLE depositary.texts (
  sha256 text PRIMARY KEY CHECK (length(sha256) = 64),
  text   text NOT NULL CHECK (octet_length(text) <= 4194304)
);

CREATE TABLE depositary.desks (
  role name PRIMARY KEY,
  name text NOT NULL UNIQUE
    CHECK (name IS NFC NORMALIZED AND name ~ '^[^[:cntrl:][:space:]]+( [^[:cntrl:][:space:]]+)*$'
           AND length(name) <= 200)
);

CREATE FUNCTION depositary.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'DP005', MESSAGE = 'the register is append-only';
END $$;
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON depositary.events
  FOR EACH STATEMENT EXECUTE FUNCTION depositary.append_only();
CREATE TRIGGER tree_heads_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON depositary.tree_heads
  FOR EACH STATEMENT EXECUTE FUNCTION depositary.append_only();
CREATE TRIGGER signed_heads_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON depositary.signed_heads
  FOR EACH STATEMENT EXECUTE FUNCTION depositary.append_only();

-- The canonical JSON of a value; null where it has none: a number that is not whole, or is beyond
-- 2^53; values nested deeper than any event. Only append calls it, which sets the search_path.
CREATE FUNCTION depositary.canonical(value jsonb, depth integer DEFAULT 16) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE parts text[]; written text; one record;
BEGIN
  IF depth = 0 THEN RETURN NULL; END IF;
  CASE jsonb_typeof(value)
    WHEN 'object' THEN
      FOR one IN SELECT e.key, e.value FROM jsonb_each(value) e ORDER BY e.key COLLATE "C" LOOP
        written := depositary.canonical(one.value, depth - 1);
        IF written IS NULL THEN RETURN NULL; END IF;
        parts := parts || (to_json(one.key)::text || ':' || written);
      END LOOP;
      RETURN '{' || coalesce(array_to_string(parts, ','), '') || '}';
    WHEN 'array' THEN
      FOR one IN SELECT e.value FROM jsonb_array_elements(value) e LOOP
        written := depositary.canonical(one.value, depth - 1);
        IF written IS NULL THEN RETURN NULL; END IF;
        parts := parts || written;
      END LOOP;
      RETURN '[' || coalesce(array_to_string(parts, ','), '') || ']';
    WHEN 'number' THEN
      RETURN CASE WHEN value::text ~ '^(0|-?[1-9][0-9]{0,14})$' THEN value::text END;
    ELSE
      RETURN value::text;
  END CASE;
END $$;

-- Record events in the name of whoever is logged in, all of them or none, and answer with the
-- position of each, and whether it is new.
--   expect  the number of events that the register must have; null: any
--   seen    up to where the desk has checked its events; what others recorded later may not touch
--           the same definition, the same program and participant, or the same event
--   kept    texts of sources, each named by its SHA-256 in what is recorded
-- Whatever goes wrong on the way to the answer, the same events may be sent again.
CREATE FUNCTION depositary.append(
  bodies text[], expect bigint, seen bigint, written_by text, kept text[] DEFAULT '{}'
) RETURNS TABLE (at_position bigint, event_id text, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = depositary, pg_temp AS $$
DECLARE
  s ledger; who text; moment text; sent text; wire jsonb; kind text; known bigint;
  n integer; z bigint; node bytea; this bytea; done bytea; written bytea;
  again boolean := false; added integer := 0; digest text;
BEGIN
  SELECT d.name INTO who FROM desks d WHERE d.role = session_user;
  IF who IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = format('%s is no desk', session_user);
  END IF;
  PERFORM set_config('synchronous_commit', 'on', true);
  PERFORM set_config('client_min_messages', 'warning', true);  -- a wait that was cancelled is one
  SELECT * INTO s FROM ledger FOR UPDATE;
  FOREACH sent IN ARRAY bodies LOOP  -- one query over all of them would be planned at each call
    again := EXISTS (
      SELECT FROM events e WHERE e.id = encode(sha256(convert_to(sent, 'UTF8')), 'hex'));
    EXIT WHEN NOT again;
  END LOOP;
  IF again THEN
    RETURN QUERY SELECT e.position, e.id, false
      FROM unnest(bodies) WITH ORDINALITY AS b (body, nth)
      JOIN events e ON e.id = encode(sha256(convert_to(b.body, 'UTF8')), 'hex') ORDER BY b.nth;
    RETURN;
  END IF;
  IF expect <> s.size THEN
    RAISE EXCEPTION USING ERRCODE = 'DP001', MESSAGE = 'unexpected size', DETAIL = s.size::text;
  END IF;
  moment := greatest(
    s.recorded_at COLLATE "C",
    to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
  FOREACH sent IN ARRAY bodies LOOP
    event_id := encode(sha256(convert_to(sent, 'UTF8')), 'hex');
    SELECT e.position INTO at_position FROM events e WHERE e.id = event_id;
    IF FOUND THEN fresh := false; RETURN NEXT; CONTINUE; END IF;
    BEGIN
      wire := sent::jsonb;
    EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
      wire := NULL;
    END;
    IF jsonb_typeof(wire) IS DISTINCT FROM 'object' OR jsonb_typeof(wire->'type') IS DISTINCT FROM
       'string' OR canonical(wire) IS DISTINCT FROM sent THEN
      RAISE EXCEPTION USING ERRCODE = 'DP002', MESSAGE = 'an event is no canonical JSON';
    END IF;
    kind := wire->>'type';
    IF kind IN ('attestation', 'correction', 'retraction', 'revocation')
       AND NOT EXISTS (SELECT FROM events e WHERE e.id = wire->>'event') THEN
      RAISE EXCEPTION USING ERRCODE = 'DP002',
        MESSAGE = 'an event is about no event that was recorded before it';
    END IF;
    SELECT e.position INTO known FROM events e WHERE e.position > seen AND e.position <= s.size - added
      AND (
        e.defines IN (wire->>'id', wire->>'program', wire->>'participant')
        OR e.id = wire->>'event' OR e.about IN (wire->>'event', event_id)
        OR (e.program = wire->>'program' AND e.participant = wire->>'participant'))
      ORDER BY 1 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'DP003', MESSAGE = 'an event came in between',
        DETAIL = known::text;
    END IF;
    s.size := s.size + 1;
    written := convert_to(
      '{"body":' || sent || ',"id":"' || event_id || '","position":' || s.size
      || ',"recorded_at":"' || moment || '","recorded_by":' || to_json(who) || '}', 'UTF8');
    IF length(written) > 65535 THEN
      RAISE EXCEPTION USING ERRCODE = 'DP002', MESSAGE = 'an event is too long';
    END IF;
    this := sha256(decode('00', 'hex') || written);
    node := this; done := ''; z := s.size; n := cardinality(s.peaks);
    WHILE z % 2 = 0 LOOP
      node := sha256(decode('01', 'hex') || s.peaks[n] || node);
      done := done || node; n := n - 1; z := z / 2;
    END LOOP;
    s.peaks := s.peaks[1:n] || node;
    INSERT INTO events VALUES (
      s.size, event_id, kind, wire->>'program', wire->>'participant',
      CASE WHEN kind IN ('program', 'participant', 'source', 'milestone', 'document')
        THEN wire->>'id' END,
      wire->>'event', moment, who, sent, this, done);
    added := added + 1; at_position := s.size; fresh := true; RETURN NEXT;
    IF kind = 'correction' AND wire->'changes'->'sha256' = 'null'::jsonb THEN
      PERFORM take_down(wire->>'event');
    END IF;
  END LOOP;
  FOREACH sent IN ARRAY kept LOOP
    digest := encode(sha256(convert_to(sent, 'UTF8')), 'hex');
    IF NOT EXISTS (SELECT FROM names_text n WHERE n.sha256 = digest) THEN
      RAISE EXCEPTION USING ERRCODE = 'DP002', MESSAGE = 'a text is that of no source';
    END IF;
    INSERT INTO texts VALUES (digest, sent) ON CONFLICT DO NOTHING;
  END LOOP;
  IF added = 0 THEN RETURN; END IF;
  n := cardinality(s.peaks); node := s.peaks[n];
  FOR k IN REVERSE n - 1 .. 1 LOOP
    node := sha256(decode('01', 'hex') || s.peaks[k] || node);
  END LOOP;
  INSERT INTO tree_heads VALUES (s.size, node, moment, written_by);
  UPDATE ledger SET size = s.size, peaks = s.peaks, recorded_at = moment;
  PERFORM pg_notify('depositary', s.size::text);
END $$;

-- Put a head there that a notary signed, after the one of so many events that was put there last.
CREATE FUNCTION depositary.put_signed(events bigint, head_root bytea, note text, after bigint)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = depositary, pg_temp AS $$
DECLARE last bigint;
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  LOCK TABLE signed_heads IN EXCLUSIVE MODE;
  SELECT coalesce(max(h.size), 0) INTO last FROM signed_heads h;
  IF last <> after THEN
    RAISE EXCEPTION USING ERRCODE = 'DP006', MESSAGE = 'another head was signed',
      DETAIL = last::text;
  END IF;
  IF NOT EXISTS (SELECT FROM tree_heads t WHERE t.size = events AND t.root = head_root) THEN
    RAISE EXCEPTION USING ERRCODE = 'DP007', MESSAGE = 'the head that was signed is not here';
  END IF;
  INSERT INTO signed_heads VALUES (events, note);
END $$;

-- Which source (by the id of its event) names, or once named, the text of which hash.
CREATE VIEW depositary.names_text AS
SELECT e.id AS source, e.body::jsonb->>'sha256' AS sha256
FROM depositary.events e WHERE e.type = 'source' AND e.body::jsonb ? 'sha256'
UNION ALL
SELECT e.about, e.body::jsonb->'changes'->>'sha256'
FROM depositary.events e WHERE e.type = 'correction' AND e.body::jsonb->'changes'->>'sha256' <> '';
CREATE INDEX sources_by_text ON depositary.events ((body::jsonb->>'sha256'))
  WHERE type = 'source' AND body::jsonb ? 'sha256';
CREATE INDEX corrections_by_text ON depositary.events ((body::jsonb->'changes'->>'sha256'))
  WHERE type = 'correction' AND body::jsonb->'changes'->>'sha256' <> '';
CREATE INDEX corrections_of_texts ON depositary.events (about)
  WHERE type = 'correction' AND body::jsonb->'changes'->>'sha256' <> '';

-- Delete the texts that a source names or once named, but for those that another names too.
CREATE FUNCTION depositary.take_down(of_source text) RETURNS void
LANGUAGE sql SET search_path = depositary, pg_temp AS $$
  DELETE FROM texts t WHERE t.sha256 IN (SELECT n.sha256 FROM names_text n WHERE n.source = of_source)
  AND of_source = ALL (SELECT n.source FROM names_text n WHERE n.sha256 = t.sha256)
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA depositary FROM PUBLIC;
GRANT USAGE ON SCHEMA depositary TO depositary_desk, depositary_reader, depositary_notary;
GRANT SELECT ON depositary.register, depositary.ledger, depositary.events, depositary.tree_heads,
  depositary.signed_heads, depositary.texts, depositary.desks
  TO depositary_desk, depositary_reader, depositary_notary;
GRANT EXECUTE ON FUNCTION depositary.append TO depositary_desk;
GRANT EXECUTE ON FUNCTION depositary.put_signed TO depositary_notary;
RESET ROLE;
