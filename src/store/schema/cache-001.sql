-- What can be fetched again. The file may be deleted at any time.
-- `change` numbers rows in the order of writing, so that another program on this machine reads only what is new.

-- What the cache is of, and by which rules its documents were read.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE sources (
    source  TEXT PRIMARY KEY,
    fetched TEXT,             -- last good answer, RFC 3339
    trouble TEXT,             -- JSON [trouble, since] or NULL
    next    TEXT,
    memo    TEXT,             -- what makes the next question conditional; the worker's own words
    body    TEXT,             -- JSON of tags or build data; files have rows of their own
    change  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE files (
    path       TEXT NOT NULL,
    branch     TEXT NOT NULL,
    key        TEXT NOT NULL,   -- JSON of the document key
    blob       TEXT NOT NULL,
    committed  TEXT NOT NULL,
    document   TEXT,            -- JSON of what was read; NULL when nothing could be used
    complaints TEXT NOT NULL,
    gone       INTEGER NOT NULL DEFAULT 0,
    change     INTEGER NOT NULL,
    PRIMARY KEY (branch, path)
);
CREATE INDEX files_by_change ON files (change);

-- Task changes that were seen happening: nobody else can tell them again.
CREATE TABLE observed (
    release TEXT PRIMARY KEY,
    tasks   TEXT NOT NULL,
    change  INTEGER NOT NULL
) WITHOUT ROWID;

-- Files behind the first picture after a start.
CREATE TABLE first_picture (branch TEXT, path TEXT, PRIMARY KEY (branch, path)) WITHOUT ROWID;

-- Who polls. A holder renews; a second program takes over only after `until`.
CREATE TABLE leases (
    name    TEXT PRIMARY KEY,
    holder  TEXT NOT NULL,
    pid     INTEGER NOT NULL,
    fencing INTEGER NOT NULL,
    until   INTEGER NOT NULL      -- real time, unix milliseconds
) WITHOUT ROWID;

-- Wishes of programs that do not poll: ask this source now.
CREATE TABLE nudges (source TEXT PRIMARY KEY) WITHOUT ROWID;
