//! As much of Jira's query language as the tools around releases use: clauses joined by AND, `=`, `!=`,
//! `in`, `not in`, `status changed to X after D`, and an order.

use super::reply::Refusal;
use super::shape::{View, field_named};
use super::tracker::Issue;
use crate::domain::time::{Timestamp, midnight};

/// A query.
#[derive(Debug, PartialEq)]
pub struct Query {
    clauses: Vec<Clause>,
    /// newest first
    descending: bool,
    by: String,
}

#[derive(Debug, PartialEq)]
enum Clause {
    /// field in values, or not
    In { field: String, values: Vec<String>, holds: bool },
    /// status changed to a value after a moment
    Changed { to: String, after: Option<Timestamp> },
}

/// A query, read.
pub fn parse(text: &str) -> Result<Query, Refusal> {
    let mut words = Words { words: words(text)?, at: 0 };
    let mut query = Query { clauses: Vec::new(), descending: false, by: "created".to_owned() };
    while !words.over() && !words.is("order") {
        if !query.clauses.is_empty() && !words.take("and") {
            return Err(words.wrong());
        }
        query.clauses.push(words.clause()?);
    }
    if words.take("order") {
        if !words.take("by") {
            return Err(words.wrong());
        }
        query.by = words.value()?.to_ascii_lowercase();
        query.descending = words.take("desc");
        words.take("asc");
    }
    if !words.over() {
        return Err(words.wrong());
    }
    if query.clauses.is_empty() {
        return Err(Refusal::bad(
            "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
        ));
    }
    Ok(query)
}

#[derive(Debug, Clone, PartialEq)]
struct Word {
    text: String,
    quoted: bool,
}

struct Words {
    words: Vec<Word>,
    at: usize,
}

/// Cuts a query into words, signs and quoted texts.
fn words(text: &str) -> Result<Vec<Word>, Refusal> {
    let mut words = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            c if c.is_whitespace() => {}
            '"' | '\'' => {
                let mut inside = String::new();
                loop {
                    match rest.next() {
                        Some('\\') => inside.extend(rest.next()),
                        Some(end) if end == c => break,
                        Some(other) => inside.push(other),
                        None => {
                            return Err(Refusal::bad(format!(
                                "Error in the JQL Query: The quoted string '{inside}' has not been completed."
                            )));
                        }
                    }
                }
                words.push(Word { text: inside, quoted: true });
            }
            '(' | ')' | ',' | '=' => words.push(Word { text: c.to_string(), quoted: false }),
            '!' if rest.next_if_eq(&'=').is_some() => {
                words.push(Word { text: "!=".to_owned(), quoted: false });
            }
            _ => {
                let mut word = c.to_string();
                let ends = |c: &char| c.is_whitespace() || "()=,!\"'".contains(*c);
                while let Some(c) = rest.next_if(|c| !ends(c)) {
                    word.push(c);
                }
                words.push(Word { text: word, quoted: false });
            }
        }
    }
    Ok(words)
}

impl Words {
    fn over(&self) -> bool {
        self.at >= self.words.len()
    }

    fn is(&self, word: &str) -> bool {
        self.words
            .get(self.at)
            .is_some_and(|next| !next.quoted && next.text.eq_ignore_ascii_case(word))
    }

    fn take(&mut self, word: &str) -> bool {
        let is = self.is(word);
        self.at += usize::from(is);
        is
    }

    fn value(&mut self) -> Result<String, Refusal> {
        let word = self.words.get(self.at).cloned();
        let sign =
            |word: &Word| !word.quoted && ["(", ")", ",", "=", "!="].contains(&word.text.as_str());
        let word = word.filter(|word| !sign(word)).ok_or_else(|| self.wrong())?;
        self.at += 1;
        Ok(word.text)
    }

    fn clause(&mut self) -> Result<Clause, Refusal> {
        let field = self.value()?;
        let id = match field.to_ascii_lowercase().as_str() {
            "project" | "status" | "key" | "parent" | "labels" | "assignee" => {
                field.to_ascii_lowercase()
            }
            "issuetype" | "type" => "issuetype".to_owned(),
            "issuekey" | "issue" | "id" => "key".to_owned(),
            _ => field_named(&field).map(str::to_owned).ok_or_else(|| {
                Refusal::bad(format!(
                    "Field '{field}' does not exist or you do not have permission to view it."
                ))
            })?,
        };
        if self.take("changed") {
            let to = if self.take("to") { self.value()? } else { String::new() };
            let after = if self.take("after") { Some(self.value()?) } else { None };
            let date = |text: String| {
                let date = text.parse().ok().map(midnight);
                date.ok_or_else(|| Refusal::bad(format!("Date value '{text}' is invalid.")))
            };
            return Ok(Clause::Changed { to, after: after.map(date).transpose()? });
        }
        if self.take("=") {
            return Ok(Clause::In { field: id, values: vec![self.value()?], holds: true });
        }
        if self.take("!=") {
            return Ok(Clause::In { field: id, values: vec![self.value()?], holds: false });
        }
        let holds = !self.take("not");
        if !self.take("in") || !self.take("(") {
            return Err(self.wrong());
        }
        let mut values = vec![self.value()?];
        while self.take(",") {
            values.push(self.value()?);
        }
        if !self.take(")") {
            return Err(self.wrong());
        }
        Ok(Clause::In { field: id, values, holds })
    }

    fn wrong(&self) -> Refusal {
        match self.words.get(self.at) {
            Some(word) => Refusal::bad(format!(
                "Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{}'. (line 1, word {})",
                word.text,
                self.at + 1
            )),
            None => Refusal::bad("Error in the JQL Query: The query ends too early."),
        }
    }
}

impl Query {
    /// Issues that fit, in order. A value that the site does not have makes the query wrong.
    pub fn find<'a>(&self, view: &View<'a>) -> Result<Vec<&'a Issue>, Refusal> {
        for clause in &self.clauses {
            check(clause, view)?;
        }
        let all = view.tracker.issues.values().filter(|issue| issue.exists(view.now));
        let mut found: Vec<&Issue> = all
            .filter(|issue| self.clauses.iter().all(|clause| holds(clause, issue, view)))
            .collect();
        match self.by.as_str() {
            "key" | "issuekey" => found.sort_by_key(|issue| (issue.project(), issue.number())),
            "updated" => found.sort_by_key(|issue| issue.updated(view.now)),
            _ => found.sort_by_key(|issue| issue.created),
        }
        // Without an order Jira gives the newest first.
        if self.descending {
            found.reverse();
        }
        Ok(found)
    }
}

fn check(clause: &Clause, view: &View<'_>) -> Result<(), Refusal> {
    let Clause::In { field, values, .. } = clause else { return Ok(()) };
    let issues = || view.tracker.issues.values();
    if view.tracker.issues.is_empty() {
        return Ok(());
    }
    for value in values {
        let (known, name) = match field.as_str() {
            "project" => (issues().any(|issue| issue.project() == value), "project"),
            "customfield_10855" => {
                (issues().any(|issue| issue.target.as_ref() == Some(value)), "Target Version")
            }
            "key" if view.issue(value).is_none() => {
                let message =
                    format!("An issue with key '{value}' does not exist for field 'key'.");
                return Err(Refusal::bad(message));
            }
            _ => (true, ""),
        };
        if !known {
            let message = format!("The value '{value}' does not exist for the field '{name}'.");
            return Err(Refusal::bad(message));
        }
    }
    Ok(())
}

fn holds(clause: &Clause, issue: &Issue, view: &View<'_>) -> bool {
    match clause {
        Clause::Changed { to, after } => issue.changes_by(view.now).any(|change| {
            change.field == "status"
                && (to.is_empty() || change.to.as_ref() == Some(to))
                && after.is_none_or(|after| change.at > after)
        }),
        Clause::In { field, values, holds } => {
            let one = |value: Option<String>| {
                value.is_some_and(|value| values.iter().any(|one| one.eq_ignore_ascii_case(&value)))
            };
            let fits = match field.as_str() {
                "project" => one(Some(issue.project().to_owned())),
                "issuetype" => one(Some(issue.kind.to_owned())),
                "status" => one(Some(issue.status_at(view.now))),
                "key" => one(Some(issue.key.clone())),
                "parent" => one(issue.parent.clone()),
                "assignee" => one(issue.assignee_at(view.now)),
                "labels" => issue.labels_at(view.now).into_iter().any(|label| one(Some(label))),
                "priority" => one(issue.priority.map(str::to_owned)),
                "customfield_10855" => one(issue.target.clone()),
                "customfield_10470" => one(issue.qa_contact.clone()),
                _ => false,
            };
            fits == *holds
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notifiers_query_reads_quoted_and_plain() {
        let query = |text: &str| parse(text).unwrap();
        let plain = query(
            "project = OCPBUGS AND issuetype in (Bug, Vulnerability) AND status = ON_QA AND \
             'Target Version' in (4.12.z, 4.13.z) AND status changed to ON_QA after 2026-03-01",
        );
        assert_eq!(plain.clauses.len(), 5);
        let quoted =
            query("Project=\"OCPBUGS\" and \"Target Version\" in (\"4.12.z\") order by key DESC");
        assert!(quoted.descending && quoted.by == "key");
        assert_eq!(quoted.clauses.len(), 2);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("", "Unbounded JQL"),
            ("order by key", "Unbounded JQL"),
            ("nonsense = 1", "Field 'nonsense' does not exist"),
            ("key in (A-1", "ends too early"),
            ("key = A-1 or key = A-2", "but got 'or'"),
            ("key = 'A-1", "has not been completed"),
            ("status changed to X after never", "Date value 'never'"),
        ] {
            let refusal = format!("{:?}", parse(text).unwrap_err());
            assert!(refusal.contains(said), "{text}: {refusal}");
        }
    }
}
