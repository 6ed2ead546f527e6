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
    source_fold VARCHAR,        -- for filters: code, sectors and name of the source, see histor.ledger.fold
    source_sign UBIGINT,        -- its signature, by which most rows are passed over
    content_sign UHUGEINT       -- signature of the content
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
    place_fold VARCHAR,         -- for filters: place, division, country and country code likewise
    actor_sign UBIGINT,         -- signature of actor_fold, by which most rows are passed over
    recipient_sign UBIGINT,     -- of recipient_fold
    source_sign UBIGINT,        -- of source_fold
    place_sign UBIGINT,         -- of place_fold
    sentence_sign UHUGEINT      -- of the sentence
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

CREATE TABLE actors (           -- Who acts or is acted upon in the events of one report; beside it fillers has them event by event
    report VARCHAR,             -- key of the report
    name VARCHAR,               -- name of the entity, else the words
    code VARCHAR,               -- PLOVER country code; "---" where it is not known
    sectors VARCHAR,            -- PLOVER sectors, divided by blanks
    as_actor INTEGER,           -- number of events in which it acts
    as_recipient INTEGER,       -- number of events in which it is acted upon
    reports INTEGER,            -- 1; 0 where a row of the report has the same name and code already, with other sectors
    first DATE,                 -- first day on which one of them may have happened
    last DATE,                  -- last day
    actor_fold VARCHAR,         -- for filters: code, sectors and name, see histor.ledger.fold
    actor_sign UBIGINT          -- signature of actor_fold
);

CREATE TABLE incidents (         -- One happening, as the events of one report or more tell it
    incident VARCHAR,           -- id, which derives from its first event
    part VARCHAR,               -- for linking: of which events it was made, and with which decisions
    type VARCHAR,               -- event type, that of the event that tells most of it
    mode VARCHAR,               -- the mode that most of its events of that type have
    quad INTEGER,               -- quad class of its best event
    score DOUBLE,               -- PLOVER score of its best event
    description VARCHAR,        -- the sentence that tells most of it
    best VARCHAR,               -- key of the event with that sentence
    standing VARCHAR,           -- contested, denied, uncontested, claimed by one origin, announced, open (docs/origins.md)
    origins INTEGER,            -- number of its origins
    outlets INTEGER,            -- number of outlets that have it
    reports INTEGER,            -- number of texts that tell it, a copy counted with its original
    carriers INTEGER,           -- number of reports that tell it, copies too
    tellings INTEGER,           -- number of its events
    unattributed INTEGER,       -- number of tellings whose source nobody names
    actor_names VARCHAR[],      -- who acts, those whom most events name first
    actor_codes VARCHAR[],      -- their PLOVER country codes; "---" where not known
    recipient_names VARCHAR[],  -- upon whom, likewise
    recipient_codes VARCHAR[],  -- their PLOVER country codes
    place_name VARCHAR,         -- the most exact place that most events agree with
    country VARCHAR,            -- its country, ISO3
    admin1 VARCHAR,             -- its first-level division
    lat DOUBLE,                 -- degrees north
    lon DOUBLE,                 -- degrees east
    geonameid BIGINT,           -- its number in GeoNames
    place_precision VARCHAR,    -- point, town, admin1, country, region
    when_from DATE,             -- first day, of the narrowest interval that most events agree with
    when_to DATE,               -- last day
    when_precision VARCHAR,     -- day, week, month, … (docs/times.md)
    dead_min BIGINT,            -- lowest figure that anybody tells
    dead_max BIGINT,            -- highest
    injured_min BIGINT,         -- lowest
    injured_max BIGINT,         -- highest
    arrested_min BIGINT,        -- lowest
    arrested_max BIGINT,        -- highest
    displaced_min BIGINT,       -- lowest
    displaced_max BIGINT,       -- highest
    first_published DATE,       -- day of its first report
    last_published DATE,        -- day of its last report
    told BLOB                   -- all that `histor incident --json` prints, in UTF-8, packed with zlib
);

CREATE TABLE incident_events (  -- Links from incidents to their events
    incident VARCHAR,           -- id of the incident
    event VARCHAR,              -- key of the event
    report VARCHAR,             -- key of its report
    number INTEGER,             -- 1 for the first in order of publication
    strength DOUBLE             -- mean score with the other events, 0 to 1; 1 where it is alone
);

CREATE TABLE incident_origins ( -- Who tells an incident
    incident VARCHAR,           -- id of the incident
    origin VARCHAR,             -- key of the source, the same wherever the name is
    name VARCHAR,               -- its fullest name
    kind VARCHAR,               -- outlet, state, body, person, unnamed
    code VARCHAR,               -- its PLOVER country code
    says VARCHAR,               -- what it said last: affirms, denies, doubts, announces, wants, supposes
    outlets INTEGER,            -- number of outlets that carry it
    tellings INTEGER            -- number of events that come from it
);

CREATE TABLE incident_sources ( -- Everybody in the chains of an incident, origins among them, by each key
    incident VARCHAR,           -- id of the incident
    source VARCHAR,             -- key of the source
    name VARCHAR,               -- its name; null where the key is another one of an origin, in this incident only
    kind VARCHAR,               -- outlet, state, body, person, unnamed
    identifier VARCHAR,         -- identifier outside the ledger
    speaks_for VARCHAR          -- key of the body whose spokesman it is
);

CREATE TABLE copies (           -- Reports that carry one text
    copy_group VARCHAR,         -- id of the text, which derives from its first carrier
    report VARCHAR,             -- key of the report
    number INTEGER,             -- 1 for the earliest
    outlet VARCHAR,             -- of the report
    published DATE,             -- of the report
    share DOUBLE,               -- part of the words in common with the earliest, 0 to 1
    added INTEGER,              -- number of passages that no carrier before it has
    spans INTEGER[],            -- their first and last offsets, one after another
    reason VARCHAR,             -- why it counts as a copy
    agency VARCHAR,             -- the agency that most carriers credit
    earliest BOOLEAN            -- whether it is the earliest
);

CREATE TABLE decisions (        -- What persons decided about incidents; it holds against scores and outlives recoding
    number INTEGER,             -- counts up
    kind VARCHAR,               -- merge, forbid, split; that of the decision that it takes back, where it takes back one
    events VARCHAR,             -- JSON: for each event the key of its report, and start and end of its trigger
    others VARCHAR,             -- likewise: from which events those of a split are kept apart
    decided_by VARCHAR,         -- who decided
    note VARCHAR,               -- why
    decided TIMESTAMP,          -- when, UTC
    histor VARCHAR,             -- version of Histor with which it was decided
    model VARCHAR,              -- model by which the incidents had been linked
    undoes INTEGER              -- number of the decision that it takes back; neither counts any more
);

CREATE TABLE linked (           -- What linking keeps of a report; a report that is not here is not linked yet
    report VARCHAR,             -- key of the report
    number INTEGER,             -- by which the tables below name it
    shingles INTEGER,           -- number of its keys in shingle_keys
    terms BLOB,                 -- its rare words, which few neighbours share: histor.link.state.terms_to_bytes
    filed BLOB,                 -- its words, for copies: histor.link.state.filed_to_bytes
    reading BLOB                -- its events, for incidents: histor.link.state.reading_to_bytes
);

CREATE TABLE linked_events (    -- The events of linked reports
    number INTEGER,             -- of the report
    place INTEGER,              -- of the event in it, from 0
    event VARCHAR,              -- key of the event
    report VARCHAR,             -- key of the report
    published INTEGER,          -- day of publication, counted from the year 1
    trigger_start INTEGER,      -- offset of its trigger
    trigger_end INTEGER         -- its end, excluded
);

CREATE TABLE shingle_keys (     -- Runs of words by which copies are found
    key UINTEGER,               -- hash of the run
    number INTEGER              -- of the report
);

CREATE TABLE event_keys (       -- Pairs of rare words by which reports of one happening are found
    key UINTEGER,               -- hash of the pair and the month
    number INTEGER,             -- of the report
    month INTEGER               -- of thirty days, counted from the year 1; -2 and -1: histor.link.blocking
);

CREATE TABLE copy_links (       -- Pairs of reports that have text in common
    one INTEGER,                -- number of a report
    two INTEGER,                -- number of another
    here INTEGER,               -- words of the first that stand in the second
    there INTEGER               -- words of the second that stand in the first
);

CREATE TABLE event_scores (     -- Pairs of events that may be one happening
    one INTEGER,                -- number of a report
    one_place INTEGER,          -- place of the event in it
    two INTEGER,                -- number of the other report, or the same
    two_place INTEGER,          -- place of the other event
    score INTEGER               -- probability that they are one happening, in ten-thousandths
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
