-- The tables of a shared library, named as those of a folder's (index/schema.sql), so that what
-- reads the one reads the other. {dimension} is the encoder's.
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

CREATE TABLE generations (
    number         integer PRIMARY KEY,
    made_at        timestamptz NOT NULL DEFAULT now(),
    encoder        text NOT NULL,
    encoder_sha256 text NOT NULL,
    passage_form   text NOT NULL,
    dimension      integer NOT NULL,
    n_vectors      integer NOT NULL,
    vectors_sha256 text NOT NULL DEFAULT '', -- of no use here: there is no vector file
    content_sha256 text NOT NULL DEFAULT ''
);

CREATE TABLE sources (
    sha256 text PRIMARY KEY,
    record text NOT NULL,
    report text NOT NULL,
    data   bytea -- as the council published it; written in the same transaction
);
ALTER TABLE sources ALTER COLUMN data SET STORAGE EXTERNAL; -- a PDF is compressed already

CREATE TABLE documents (
    number          integer PRIMARY KEY,
    id              text NOT NULL UNIQUE,
    source          text NOT NULL REFERENCES sources (sha256),
    council         text NOT NULL,
    kind            text NOT NULL,
    status          text NOT NULL,
    date            text,
    adopted         text,
    replaces        text,
    fingerprint     text NOT NULL,
    record          text NOT NULL,
    first_paragraph bigint NOT NULL,
    n_paragraphs    integer NOT NULL,
    first_passage   bigint NOT NULL,
    n_passages      integer NOT NULL,
    record_sha256   text NOT NULL
);

-- Paragraphs and passages are spread by council, so that a question about one council meets one
-- part, and so that Citus can spread the same tables over machines by the same column.
CREATE TABLE paragraphs (
    council       text NOT NULL,
    number        bigint NOT NULL,
    document      integer NOT NULL,
    label         text NOT NULL,
    place         integer NOT NULL, -- its order in the document; -1 for the title page
    record        text NOT NULL,
    record_sha256 text NOT NULL,
    words         tsvector NOT NULL, -- stems with places: A its text, B headings, C lead-in
    n_words       integer NOT NULL,  -- stems in all three
    PRIMARY KEY (council, number),
    UNIQUE (council, document, label)
) PARTITION BY HASH (council);
CREATE INDEX paragraphs_by_number ON paragraphs (number);
CREATE INDEX paragraphs_by_document ON paragraphs (document, label);
CREATE INDEX paragraphs_by_words ON paragraphs USING gin (words);

CREATE TABLE passages (
    council   text NOT NULL,
    number    bigint NOT NULL,
    paragraph bigint NOT NULL,
    start     integer NOT NULL,
    stop      integer NOT NULL,
    vector    public.vector({dimension}) NOT NULL,
    PRIMARY KEY (council, number)
) PARTITION BY HASH (council);
CREATE INDEX passages_by_number ON passages (number);
CREATE INDEX passages_by_paragraph ON passages (paragraph);
CREATE INDEX passages_by_vector ON passages USING hnsw (vector public.vector_ip_ops)
    WITH (m = 16, ef_construction = 128);

DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE paragraphs_%s PARTITION OF paragraphs
            FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
        EXECUTE format('CREATE TABLE passages_%s PARTITION OF passages
            FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
    END LOOP;
END $$;

CREATE TABLE vocabulary (
    word text COLLATE "C" PRIMARY KEY,
    n    integer NOT NULL
);

-- In how many paragraphs a stem occurs.
CREATE TABLE stems (
    term text COLLATE "C" PRIMARY KEY,
    doc  integer NOT NULL
);
