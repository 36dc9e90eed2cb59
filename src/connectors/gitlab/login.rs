//! When the token that GitLab is asked with ends.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::Gitlab;
use crate::connectors::http::{Question, place, under};
use crate::domain::time::{Date, Timestamp};
use crate::domain::trouble::Trouble;

/// A token is exchanged a few times a year; so often it is looked at, real time.
pub(super) const LOOK: Duration = Duration::from_secs(6 * 3600);
const LARGEST: usize = 64 * 1024;

#[derive(Deserialize)]
struct Token {
    /// the token is good until this day begins, UTC; null: for ever
    expires_at: Option<Date>,
}

impl Gitlab {
    /// Looks, a few times a day, when the login ends, for Health. A token of a kind that cannot be looked at
    /// (of a job, of OAuth) has no end that is known.
    pub async fn look_at_login(&self) {
        if self.login.is_due()
            && let Ok(ends) = self.token_ends().await
        {
            self.http.lane().login_ends(ends);
        }
    }

    async fn token_ends(&self) -> Result<Option<Timestamp>, Trouble> {
        let url = under(&self.base, ["api", "v4", "personal_access_tokens", "self"]);
        let spot = place(&url);
        let question = Question::get(url, "application/json", LARGEST).by(self.login().await?);
        let token: Token = self.http.ask(&question).await?.changed(&spot)?.json()?;
        let begins = token.expires_at.and_then(|day| day.to_zoned(TimeZone::UTC).ok());
        Ok(begins.map(|day| day.timestamp()))
    }
}
