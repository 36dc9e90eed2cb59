//! A merge request with everything below it.

use std::sync::Arc;

use url::Url;

use super::known::{Known, Read, Round};
use super::wire::{ApprovalState, Approvals as Given, MergeRequest, short};
use super::{Gitlab, is_of_a_part};
use crate::domain::shipment::{Address, ApprovalRule, Approvals, Approver, MrState, Shipment};
use crate::domain::trouble::Trouble;

/// Merge requests into the source branch that are looked at.
const MOST_BESIDE: usize = 4;

impl Gitlab {
    /// The merge request at an address: itself, approvals, pipelines, files, and those beside it. `known` is what
    /// the last round learned; the new one comes with the answer.
    ///
    /// # Errors
    /// When the merge request itself cannot be read, or when a service in trouble would make the answer a
    /// half one. A part that this account may not see is a gap.
    pub async fn shipment(
        &self,
        address: &Address,
        known: &Known,
    ) -> Result<(Shipment, Known), Trouble> {
        let login = self.login().await?;
        let mut round = Round { gitlab: self, login, old: known, new: Known::default() };
        let iid = address.iid.to_string();
        let url = self.of_project(&address.project, &["merge_requests", &iid]);
        let read: Read<MergeRequest> = round.read(url).await?;
        let mut shipment = round.below(&address.project, &read.value, read.same).await?;
        round.files(&address.project, &read.value, &mut shipment).await?;
        if matches!(shipment.state, MrState::Opened | MrState::Draft) {
            shipment.besides = round.besides(&address.project, &mut shipment).await?;
        }
        Ok((shipment, round.new))
    }
}

impl Round<'_> {
    /// A merge request without its files.
    async fn below(
        &mut self,
        project: &str,
        request: &MergeRequest,
        same: bool,
    ) -> Result<Shipment, Trouble> {
        let [created, updated, merged] = request.stamps();
        let mut shipment = Shipment {
            iid: request.iid,
            url: short(&request.web_url),
            project: project.to_owned(),
            title: short(&request.title),
            state: request.state(),
            source: short(&request.source_branch),
            target: short(&request.target_branch),
            author: request.author.as_ref().map(|user| short(&user.username)).unwrap_or_default(),
            created,
            updated,
            head: request.sha.as_deref().map(short),
            labels: request.labels(),
            conflict: request.conflict(),
            approvals: Approvals::default(),
            merged,
            pipelines: Vec::new(),
            pipelines_hidden: false,
            files: Vec::new(),
            besides: Vec::new(),
            gaps: Vec::new(),
        };
        match self.approvals(project, request.iid, same).await {
            Ok(approvals) => shipment.approvals = approvals,
            Err(trouble) if is_of_a_part(&trouble) => {
                shipment.gaps.push(format!("approvals: {trouble}"));
            }
            Err(trouble) => return Err(trouble),
        }
        match self.pipelines(project, request.iid, &mut shipment.gaps).await {
            Ok(pipelines) => shipment.pipelines = pipelines,
            Err(trouble) if is_of_a_part(&trouble) => {
                shipment.pipelines_hidden = true;
                shipment.gaps.push(format!("pipelines: {trouble}"));
            }
            Err(trouble) => return Err(trouble),
        }
        Ok(shipment)
    }

    /// Who approved, and by which rules. Rules are asked for when something changed.
    async fn approvals(
        &mut self,
        project: &str,
        iid: u64,
        same: bool,
    ) -> Result<Approvals, Trouble> {
        let iid = iid.to_string();
        let url = |last| self.gitlab.of_project(project, &["merge_requests", &iid, last]);
        let (given, state): (Url, Url) = (url("approvals"), url("approval_state"));
        let given: Read<Given> = self.read(given).await?;
        let kept = if same && given.same { self.as_it_was(&state) } else { None };
        let rules: ApprovalState = match kept {
            Some(kept) => kept,
            None => match self.read(state).await {
                Ok(read) => read.value,
                // without a licence for rules there are none
                Err(Trouble::Missing { .. } | Trouble::Refused { .. }) => ApprovalState::default(),
                Err(trouble) => return Err(trouble),
            },
        };
        let given = given.value;
        Ok(Approvals {
            by: given
                .approved_by
                .iter()
                .map(|one| Approver { name: short(&one.user.username), at: one.at() })
                .collect(),
            required: given.approvals_required,
            rules: rules
                .rules
                .iter()
                .map(|rule| ApprovalRule {
                    name: short(&rule.name),
                    required: rule.approvals_required,
                    by: rule.approved_by.iter().map(|user| short(&user.username)).collect(),
                })
                .collect(),
        })
    }

    /// Open merge requests into the source branch.
    async fn besides(
        &mut self,
        project: &str,
        shipment: &mut Shipment,
    ) -> Result<Vec<Arc<Shipment>>, Trouble> {
        let mut url = self.gitlab.of_project(project, &["merge_requests"]);
        url.query_pairs_mut()
            .append_pair("state", "opened")
            .append_pair("target_branch", &shipment.source);
        let (found, more) = match self.pages::<MergeRequest>(&url, 1).await {
            Ok(found) => found,
            Err(trouble) if is_of_a_part(&trouble) => {
                shipment.gaps.push(format!("merge requests beside it: {trouble}"));
                return Ok(Vec::new());
            }
            Err(trouble) => return Err(trouble),
        };
        // A service that does not know the filter sends them all.
        let own: Vec<MergeRequest> = found
            .into_iter()
            .filter(|one| one.target_branch == shipment.source && one.iid != shipment.iid)
            .collect();
        if more || own.len() > MOST_BESIDE {
            let gap = format!("of the merge requests beside it only {MOST_BESIDE} are shown");
            shipment.gaps.push(gap);
        }
        let mut besides = Vec::new();
        for request in own.iter().take(MOST_BESIDE) {
            besides.push(Arc::new(self.below(project, request, false).await?));
        }
        Ok(besides)
    }
}
