//! A workspace: who is in it, and its channels and groups.

/// A workspace of Slack. It changes rarely, so here it never does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Team {
    /// people, by id
    pub members: Vec<Member>,
    /// channels, oldest first
    pub channels: Vec<Channel>,
    /// groups of people
    pub groups: Vec<Group>,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// `U…`
    pub id: String,
    /// user name
    pub name: String,
    /// first and last name
    pub real_name: String,
    /// mail of the profile
    pub email: String,
    /// the account was closed
    pub deleted: bool,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// `C…`
    pub id: String,
    /// without `#`
    pub name: String,
    /// since when, seconds since 1970
    pub created: i64,
    /// only its members see it
    pub private: bool,
    /// closed
    pub archived: bool,
    /// the bot was invited
    pub invited: bool,
}

/// A group that can be mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `S…`
    pub id: String,
    /// without `@`
    pub handle: String,
    /// in words
    pub name: String,
    /// ids of those in it
    pub users: Vec<String>,
}
