-- The tables of a ledger. Each column is followed by what it means; docs/ledger.md repeats it.
--
-- Keys come from content: the same report gets the same keys in every ledger. A report's key is 16 hexadecimal digits
-- (histor.ledger.keys); the key of anything in it is the report's key, a dot and its id in the account:
-- "1cf74dc84d6cf6d8.e15". Lists that describe fillers are aligned: actor_names[2] has actor_codes[2]. Text is that of
-- the account, lone surrogates replaced by U+FFFD; the account itself is kept byte for byte in `accounts`.
--
-- No column has an index: a key is unique because only one process can write, and it looks before it writes.

CREATE TABLE ledger ( -- What the ledger itself is
    name VARCHAR,     -- schema (the version of these tables), made_by (the version of Histor)
    value VARCHAR     -- its value
);

CREATE TABLE reports (          -- One news text as published
    report VARCHAR,             -- key
    id VARCHAR,                 -- the id in the account: the source's own, or made from url or text
    url VARCHAR,                -- address
    outlet VARCHAR,             -- who published it
    title VARCHAR,              -- headline
    byline VARCHAR,             -- by whom it is signed
    published DATE,             -- day of publication
    language VARCHAR,           -- ISO 639-1 code
    dateline_place VARCHAR,     -- where it was filed
    dateline_date VARCHAR,      -- when it was filed, as the account has it
    agency VARCHAR,             -- wire service of the dateline
    text VARCHAR,               -- the clean text
    sha256 VARCHAR,             -- of the text in UTF-8
    histor VARCHAR,             -- version of Histor that coded it
    model VARCHAR,              -- model that coded it
    codebook VARCHAR,           -- codebook that it was coded to
    voices INTEGER,             -- number of its voices
    events INTEGER              -- number of its events
);

CREATE TABLE accounts ( -- Everything found in a report, as `histor code --json` printed it
    report VARCHAR,     -- key of the report
    account BLOB        -- the line of JSON in UTF-8, packed with zlib; ledger.accounts() unpacks it
);

CREATE TABLE voices (           -- A place where a report ascribes content to a source
    voice VARCHAR,              -- key
    report VARCHAR,             -- key of the report
    id VARCHAR,                 -- id in the account
    source VARCHAR,             -- name of the source: its entity's, else its words; null where none is named
    source_code VARCHAR,        -- PLOVER country code of the source; "---" where it is not known
    source_sectors VARCHAR,     -- PLOVER sectors of the source, divided by blanks
    entity VARCHAR,             -- key of the source's entity
    cue VARCHAR,                -- words that ascribe: "said", "according to"
    cue_start INTEGER,          -- offset of the cue in the report's text, in characters
    cue_end INTEGER,            -- its end, excluded
    content VARCHAR,            -- what is ascribed; several pieces are divided by " … "
    addressees VARCHAR[],       -- names of those to whom it is said
    stance VARCHAR,             -- affirm, deny, doubt, want
    kind VARCHAR,               -- direct, indirect, mixed
    inside VARCHAR,             -- key of the voice in whose content it stands
    chain VARCHAR[],            -- names of the voices around it, the outlet first, itself last; null where not named
    confidence DOUBLE,          -- 0 to 1
    outlet VARCHAR,             -- of the report
    published DATE,             -- of the report
    source_fold VARCHAR         -- for filters: code, sectors and name of the source, see histor.ledger.fold
);

CREATE TABLE events (           -- One mention of a political action
    event VARCHAR,              -- key
    report VARCHAR,             -- key of the report
    id VARCHAR,                 -- id in the account
    type VARCHAR,               -- event type of the codebook
    mode VARCHAR,               -- mode of the type
    contexts VARCHAR[],         -- PLOVER contexts
    quad INTEGER,               -- quad class, 1 to 4; 0 where not given
    score DOUBLE,               -- -10 (conflict) to 10 (cooperation)
    cameo VARCHAR,              -- CAMEO code
    status VARCHAR,             -- actual, future, hypothetical, negated
    background BOOLEAN,         -- history to the report, not its news
    actor_names VARCHAR[],      -- who acts: names of entities, else the words
    actor_codes VARCHAR[],      -- their PLOVER country codes; "---" where not known
    actor_sectors VARCHAR[],    -- their PLOVER sectors, each one's divided by blanks
    actor_entities VARCHAR[],   -- keys of their entities
    recipient_names VARCHAR[],  -- upon whom: names of entities, else the words
    recipient_codes VARCHAR[],  -- their PLOVER country codes
    recipient_sectors VARCHAR[],  -- their PLOVER sectors
    recipient_entities VARCHAR[], -- keys of their entities
    place_words VARCHAR,        -- the place as the report says it; several are divided by ", "
    place VARCHAR,              -- key of the place that it was resolved to
    place_name VARCHAR,         -- name of that place
    country VARCHAR,            -- its country, ISO3
    admin1 VARCHAR,             -- its first-level division
    lat DOUBLE,                 -- degrees north
    lon DOUBLE,                 -- degrees east
    geonameid BIGINT,           -- its number in GeoNames
    place_precision VARCHAR,    -- point, town, admin1, country, region
    time_words VARCHAR,         -- the time as the report says it; several are divided by ", "
    when_from DATE,             -- first day on which it may have happened
    when_to DATE,               -- last day
    when_precision VARCHAR,     -- day, week, month, … (docs/times.md)
    when_anchor VARCHAR,        -- what the time was reckoned from
    when_unresolved VARCHAR,    -- why there is no interval
    dead_min BIGINT,            -- figures stated for this event: at least …
    dead_max BIGINT,            -- … and at most; null where the text leaves that side open
    injured_min BIGINT,         -- at least
    injured_max BIGINT,         -- at most
    arrested_min BIGINT,        -- at least
    arrested_max BIGINT,        -- at most
    displaced_min BIGINT,       -- at least
    displaced_max BIGINT,       -- at most
    voice VARCHAR,              -- key of the innermost voice that tells it; null where the report itself does
    teller VARCHAR,             -- name of that voice's source; null where it names none, or the report itself tells it
    teller_code VARCHAR,        -- its PLOVER country code
    teller_sectors VARCHAR,     -- its PLOVER sectors, divided by blanks
    teller_entity VARCHAR,      -- key of its entity
    stance VARCHAR,             -- stance of that voice; null where the report itself tells it
    chain VARCHAR[],            -- who tells it, the outlet first, the innermost source last; null where not named
    chain_voices VARCHAR[],     -- keys of the voices of the chain: chain[2], chain[3], …
    stances VARCHAR[],          -- their stances
    trigger VARCHAR,            -- the words that name the action
    trigger_start INTEGER,      -- offset of the trigger in the report's text, in characters
    trigger_end INTEGER,        -- its end, excluded
    sentence VARCHAR,           -- the sentence in which the trigger stands, cut where it is very long
    sentence_start INTEGER,     -- its offset in the report's text
    confidence DOUBLE,          -- 0 to 1
    outlet VARCHAR,             -- of the report
    published DATE,             -- of the report
    actor_fold VARCHAR,         -- for filters: codes, sectors and names of the actors, see histor.ledger.fold
    recipient_fold VARCHAR,     -- for filters: of the recipients likewise
    source_fold VARCHAR,        -- for filters: the outlet, and all sources of the chain likewise
    place_fold VARCHAR          -- for filters: place, division, country and country code likewise
);

CREATE TABLE entities (         -- Who is meant by mentions of one report
    entity VARCHAR,             -- key
    report VARCHAR,             -- key of the report
    id VARCHAR,                 -- id in the account
    name VARCHAR,               -- canonical name
    code VARCHAR,               -- PLOVER country code; "---" where it is not known
    sectors VARCHAR,            -- PLOVER sectors, divided by blanks
    identifier VARCHAR,         -- identifier outside the ledger, as Wikidata's
    called VARCHAR[],           -- the different words by which the report calls it
    mentions INTEGER            -- how often
);

CREATE TABLE places (           -- A place that one report names
    place VARCHAR,              -- key
    report VARCHAR,             -- key of the report
    id VARCHAR,                 -- id in the account
    name VARCHAR,               -- name
    country VARCHAR,            -- ISO3
    admin1 VARCHAR,             -- first-level division
    lat DOUBLE,                 -- degrees north; null where not resolved
    lon DOUBLE,                 -- degrees east
    geonameid BIGINT,           -- number in GeoNames
    precision VARCHAR,          -- point, town, admin1, country, region
    called VARCHAR[],           -- the different words by which the report calls it
    mentions INTEGER            -- how often
);

CREATE TABLE recoded (  -- New accounts that a recoding has made, until it is complete
    report VARCHAR,     -- key of the report
    account BLOB,       -- as in accounts
    histor VARCHAR,     -- version of Histor that made it
    model VARCHAR,      -- its model
    codebook VARCHAR    -- its codebook
);

CREATE VIEW fillers AS -- Links from events to entities, one row each: event, role (actor, recipient), number, name, code, sectors, entity
SELECT event, report, 'actor' AS role, unnest(range(1, len(actor_names) + 1)) AS number, unnest(actor_names) AS name,
       unnest(actor_codes) AS code, unnest(actor_sectors) AS sectors, unnest(actor_entities) AS entity
FROM events
UNION ALL
SELECT event, report, 'recipient', unnest(range(1, len(recipient_names) + 1)), unnest(recipient_names),
       unnest(recipient_codes), unnest(recipient_sectors), unnest(recipient_entities)
FROM events;

CREATE VIEW tellings AS -- Links from events to the voices that tell them, one row each, number 1 the outermost
SELECT event, report, unnest(range(1, len(chain_voices) + 1)) AS number, unnest(chain_voices) AS voice,
       unnest(stances) AS stance
FROM events;

CREATE VIEW times AS -- The times of events: the words and the interval, or why there is none
SELECT event, report, time_words AS words, when_from, when_to, when_precision, when_anchor, when_unresolved
FROM events
WHERE time_words IS NOT NULL OR when_from IS NOT NULL OR when_to IS NOT NULL;
