//! Judgements of builds: made when a result file or its registry changes, not when they are looked at.

use std::sync::Arc;

use super::world::World;
use crate::domain::acceptance::judge_build;
use crate::domain::arch::Arch;
use crate::domain::builds::BuildName;
use crate::domain::document::{Document, DocumentKey};
use crate::domain::results::Results;

impl World {
    /// A document came, changed or went: judges the builds whose verdict rests on it.
    pub(super) fn judge_again(&mut self, key: &DocumentKey) {
        match key {
            DocumentKey::Results(build, arch) => self.judge(build, *arch),
            DocumentKey::Registry(y, arch) => {
                let of_registry = |key: &DocumentKey| match key {
                    DocumentKey::Results(build, of) if of == arch && build.y() == Some(*y) => {
                        Some(build.clone())
                    }
                    _ => None,
                };
                let builds: Vec<BuildName> = self.files.keys().filter_map(of_registry).collect();
                for build in builds {
                    self.judge(&build, *arch);
                }
            }
            _ => {}
        }
    }

    fn judge(&mut self, build: &BuildName, arch: Arch) {
        let judgement = self.results(build, arch).map(|results| {
            let registry = build.y().and_then(|y| self.files.get(&DocumentKey::Registry(y, arch)));
            let registry = match registry.and_then(|held| held.document.as_ref()) {
                Some(Document::Registry(registry)) => Some(&**registry),
                _ => None,
            };
            Arc::new(judge_build(results, registry))
        });
        let place = (build.clone(), arch);
        match judgement {
            Some(judgement) => self.judgements.insert(place, judgement),
            None => self.judgements.remove(&place),
        };
    }

    /// The result file of a build on an architecture.
    pub(super) fn results(&self, build: &BuildName, arch: Arch) -> Option<&Arc<Results>> {
        match self.files.get(&DocumentKey::Results(build.clone(), arch))?.document.as_ref()? {
            Document::Results(results) => Some(results),
            _ => None,
        }
    }
}
