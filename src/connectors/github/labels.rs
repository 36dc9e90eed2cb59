//! Labels of pull requests in other repositories than the branches'.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Github, JSON};
use crate::connectors::http::{Question, place, under};
use crate::connectors::login::Login;
use crate::connectors::token;
use crate::domain::clean;
use crate::domain::trouble::Trouble;

#[derive(Deserialize)]
struct Label {
    name: String,
}

impl Github {
    /// Labels of a pull request of the openshift organisation. `None`: without a token nobody is asked;
    /// the few requests that a stranger has are for the branches.
    pub async fn labels(
        &self,
        repo: &str,
        number: u64,
    ) -> Result<Option<BTreeSet<String>>, Trouble> {
        let Some(token) = token::token(&self.settings.token).await? else { return Ok(None) };
        let number = number.to_string();
        let segments = ["repos", "openshift", repo, "issues", &number, "labels"];
        let mut url = under(&self.settings.base_url, segments);
        url.set_query(Some("per_page=100"));
        let question = Question::get(url, JSON, 1 << 20).by(Login::Bearer(token));
        let place = place(&question.url);
        let labels: Vec<Label> = self.api.ask(&question).await?.changed(&place)?.json()?;
        Ok(Some(labels.into_iter().map(|label| clean::line(&label.name)).collect()))
    }
}
