-- What was seen to change, in the order in which it was seen. Only the program that polls writes here.
CREATE TABLE chronicle (
    number INTEGER PRIMARY KEY,
    entry  TEXT NOT NULL       -- JSON
);
