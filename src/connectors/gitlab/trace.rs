//! The log of a job, page by page.

use super::Gitlab;
use crate::connectors::http::Question;
use crate::domain::log::LogPage;
use crate::domain::trouble::Trouble;

impl Gitlab {
    /// The log of a job from byte `from` on, at most `most` bytes of it. Past its end it is empty.
    ///
    /// # Errors
    /// As any question; [`Trouble::Missing`] for a job that has no log.
    pub async fn log(
        &self,
        project: &str,
        job: u64,
        from: u64,
        most: u64,
    ) -> Result<LogPage, Trouble> {
        let url = self.of_project(project, &["jobs", &job.to_string(), "trace"]);
        let question = Question::get(url, "text/plain, */*", 0).by(self.login().await?);
        self.http.log_page(question, from, most).await
    }
}
