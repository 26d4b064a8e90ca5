-- A library's tables. Ids of paragraphs and passages run on within a document, so that a scope
-- is a few ranges: a filter inside the word search and inside the vector search alike.
-- One row a change; the last is the one that stands.
CREATE TABLE generations (
    number         INTEGER PRIMARY KEY,
    made_at        TEXT NOT NULL,
    encoder        TEXT NOT NULL,
    encoder_sha256 TEXT NOT NULL,
    passage_form   TEXT NOT NULL,
    dimension      INTEGER NOT NULL,
    n_vectors      INTEGER NOT NULL,
    vectors_sha256 TEXT NOT NULL, -- of the vector file
    content_sha256 TEXT NOT NULL DEFAULT '' -- of the vectors in this file, in order
) STRICT;

-- The bytes lie beside this file under sources/, named by their sha256: with this file lost,
-- a library can still be made again from them.
CREATE TABLE sources (
    sha256 TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    report TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    number          INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    source          TEXT NOT NULL REFERENCES sources (sha256),
    council         TEXT NOT NULL,
    kind            TEXT NOT NULL,
    status          TEXT NOT NULL,
    date            TEXT,
    adopted         TEXT,
    replaces        TEXT,
    fingerprint     TEXT NOT NULL,
    record          TEXT NOT NULL,
    first_paragraph INTEGER NOT NULL,
    n_paragraphs    INTEGER NOT NULL,
    first_passage   INTEGER NOT NULL,
    n_passages      INTEGER NOT NULL,
    record_sha256   TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE paragraphs (
    number   INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    label    TEXT NOT NULL,
    place    INTEGER NOT NULL, -- its order in the document; -1 for the title page
    record   TEXT NOT NULL,
    record_sha256 TEXT NOT NULL DEFAULT '', -- SQLite does not notice a bit that flips in a text
    UNIQUE (document, label)
) STRICT;

CREATE TABLE passages (
    number    INTEGER PRIMARY KEY,
    paragraph INTEGER NOT NULL REFERENCES paragraphs (number),
    start     INTEGER NOT NULL,
    stop      INTEGER NOT NULL
) STRICT;

CREATE INDEX passages_by_paragraph ON passages (paragraph);

-- Apart from the passages, so that looking one up does not drag its vector along. float32,
-- little-endian: what a vector file is rebuilt from when it is damaged.
CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (number),
    vector  BLOB NOT NULL
) STRICT;

-- How often each word occurs, unstemmed: what a misspelt word of a question is compared with.
CREATE TABLE vocabulary (
    word TEXT PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5 (
    text, headings, lead_in,
    tokenize = "porter unicode61 remove_diacritics 2"
);

-- In how many paragraphs a stem occurs.
CREATE VIRTUAL TABLE words_terms USING fts5vocab (words, row);
