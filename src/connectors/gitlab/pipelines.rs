//! The pipelines of a merge request, and the jobs of the newest.

use super::is_of_a_part;
use super::known::Round;
use super::wire::{WireJob, WirePipeline, short};
use crate::domain::shipment::{Downstream, Job, JobStatus, Pipeline, Stage};
use crate::domain::trouble::Trouble;

/// Pages of pipelines and of jobs.
const MOST_PAGES: u32 = 3;
/// Pipelines that are kept, newest first.
const MOST_KEPT: usize = 20;
/// Pipelines below a pipeline that are looked into.
const MOST_BELOW: usize = 12;

impl Round<'_> {
    /// Newest first; only the newest has stages.
    pub(super) async fn pipelines(
        &mut self,
        project: &str,
        iid: u64,
        gaps: &mut Vec<String>,
    ) -> Result<Vec<Pipeline>, Trouble> {
        let iid = iid.to_string();
        let url = self.gitlab.of_project(project, &["merge_requests", &iid, "pipelines"]);
        let (found, _) = self.pages::<WirePipeline>(&url, MOST_PAGES).await?;
        let mut read: Vec<(Pipeline, Option<u64>)> =
            found.iter().filter_map(|wire| Some((wire.pipeline()?, wire.project_id))).collect();
        if read.len() < found.len() {
            gaps.push(format!("{} pipelines without a time", found.len() - read.len()));
        }
        read.sort_by_key(|(pipeline, _)| std::cmp::Reverse((pipeline.created, pipeline.id)));
        read.truncate(MOST_KEPT);
        if let Some((newest, of)) = read.first_mut() {
            let project = of.map_or_else(|| project.to_owned(), |number| number.to_string());
            self.look_into(&project, newest, gaps).await?;
        }
        Ok(read.into_iter().map(|(pipeline, _)| pipeline).collect())
    }

    /// The stages of a pipeline, unless it stands still and is known.
    async fn look_into(
        &mut self,
        project: &str,
        pipeline: &mut Pipeline,
        gaps: &mut Vec<String>,
    ) -> Result<(), Trouble> {
        let key = (project.to_owned(), pipeline.id);
        let before = self.old.pipelines.get(&key);
        let stands_still = before.filter(|before| {
            let as_it_was = before.status == pipeline.status && before.updated == pipeline.updated;
            as_it_was && pipeline.updated.is_some() && !is_moving(before)
        });
        if let Some(before) = stands_still {
            pipeline.stages.clone_from(&before.stages);
            pipeline.finished = pipeline.finished.or(before.finished);
        } else {
            match self.stages(project, pipeline.id, before).await {
                Ok(stages) => pipeline.stages = stages,
                Err(trouble) if is_of_a_part(&trouble) => {
                    gaps.push(format!("jobs of pipeline {}: {trouble}", pipeline.id));
                    return Ok(());
                }
                Err(trouble) => return Err(trouble),
            }
            if pipeline.status.is_over() {
                let jobs = pipeline.stages.iter().flat_map(|stage| &stage.jobs);
                pipeline.finished = pipeline.finished.or(jobs.filter_map(|job| job.finished).max());
            }
        }
        self.new.pipelines.insert(key, pipeline.clone());
        Ok(())
    }

    async fn stages(
        &mut self,
        project: &str,
        id: u64,
        before: Option<&Pipeline>,
    ) -> Result<Vec<Stage>, Trouble> {
        let id = id.to_string();
        let url = |what| self.gitlab.of_project(project, &["pipelines", &id, what]);
        let (jobs, bridges) = (url("jobs"), url("bridges"));
        let (jobs, _) = self.pages::<WireJob>(&jobs, MOST_PAGES).await?;
        let (bridges, _) = self.pages::<WireJob>(&bridges, MOST_PAGES).await?;
        let mut all: Vec<(String, Job)> = Vec::new();
        for wire in &jobs {
            all.push((short(&wire.stage), wire.job()));
        }
        for (nth, wire) in bridges.iter().enumerate() {
            let mut job = wire.job();
            if let Some(below) = &wire.downstream_pipeline {
                let jobs = match nth {
                    ..MOST_BELOW => self.below_bridge(project, below, before).await?,
                    _ => Vec::new(),
                };
                job.downstream = Some(Downstream {
                    id: below.id,
                    url: short(&below.web_url),
                    status: JobStatus::of(&below.status),
                    jobs,
                });
            }
            all.push((short(&wire.stage), job));
        }
        Ok(in_order(all))
    }

    /// The jobs of a pipeline below; those of one that ended are as they were.
    async fn below_bridge(
        &mut self,
        project: &str,
        below: &WirePipeline,
        before: Option<&Pipeline>,
    ) -> Result<Vec<Job>, Trouble> {
        let known = before.into_iter().flat_map(|pipeline| &pipeline.stages);
        let known = known.flat_map(|stage| &stage.jobs).filter_map(|job| job.downstream.as_ref());
        let status = JobStatus::of(&below.status);
        let over = |one: &&Downstream| {
            one.id == below.id && one.status == status && status.is_over() && !one.jobs.is_empty()
        };
        if let Some(same) = known.into_iter().find(|one| over(one)) {
            return Ok(same.jobs.clone());
        }
        let project =
            below.project_id.map_or_else(|| project.to_owned(), |number| number.to_string());
        let url = self.gitlab.of_project(&project, &["pipelines", &below.id.to_string(), "jobs"]);
        match self.pages::<WireJob>(&url, MOST_PAGES).await {
            Ok((jobs, _)) => {
                let mut jobs: Vec<Job> = jobs.iter().map(WireJob::job).collect();
                jobs.sort_by_key(|job| job.id);
                Ok(jobs)
            }
            // its word is known, its jobs are somebody else's
            Err(trouble) if is_of_a_part(&trouble) => Ok(Vec::new()),
            Err(trouble) => Err(trouble),
        }
    }
}

/// It, or a pipeline below it, goes on by itself.
fn is_moving(pipeline: &Pipeline) -> bool {
    let jobs = || pipeline.stages.iter().flat_map(|stage| &stage.jobs);
    let below = jobs().filter_map(|job| job.downstream.as_ref());
    pipeline.is_lively() || below.into_iter().any(|below| below.status.is_lively())
}

/// Jobs by stage. GitLab names no order: stages that began come first, in the order in which they did; a job that is
/// run again gets a new number and would bring its stage to the end.
fn in_order(mut jobs: Vec<(String, Job)>) -> Vec<Stage> {
    jobs.sort_by_key(|(_, job)| job.id);
    let mut stages: Vec<Stage> = Vec::new();
    for (name, job) in jobs {
        match stages.iter_mut().find(|stage| stage.name == name) {
            Some(stage) => stage.jobs.push(job),
            None => stages.push(Stage { name, jobs: vec![job] }),
        }
    }
    stages.sort_by_key(|stage| {
        let began = stage.jobs.iter().filter_map(|job| job.started).min();
        (began.is_none(), began, stage.jobs.iter().map(|job| job.id).min())
    });
    stages
}
