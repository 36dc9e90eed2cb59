//! What the program promises of its truth, one test per promise and named after it (design/ux.md §22,
//! *Truth*). They cross all layers: documents go in by the program's own road, pictures and printed views
//! come out, and the two are compared.

mod seen;

mod nothings;
mod numbers;
mod parts;
mod words;
