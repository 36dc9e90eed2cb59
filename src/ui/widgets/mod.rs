//! What panes are drawn with: a pen that cannot leave its line, cut texts, rules, tables, bars.

pub mod age;
pub mod flat;
pub mod full;
pub mod lines;
pub mod listing;
pub mod pen;
pub mod rule;
pub mod table;
pub mod text;
pub mod trunk;
