//! Troubles that a service can be given while it runs.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One trouble. Several of different kinds can be on at once; a second one of a kind replaces the
/// first. As JSON: `{"fault": "status", "code": 429, "retry_after": 30}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Fault {
    /// every answer comes so much later
    Latency {
        /// real seconds
        seconds: f64,
    },
    /// every answer is this error, in the service's own shape
    Status {
        /// 401, 403, 429, 500, …
        code: u16,
        /// `Retry-After` in seconds
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// the connection ends in the middle of the body
    CutBody,
    /// 200 with the page of somebody else's login form
    MalformedBody,
    /// the right body under the wrong content type
    WrongContentType,
    /// a body that goes on for ever
    EndlessBody,
    /// the `Date` header is wrong by so much
    ClockSkew {
        /// seconds; negative: in the past
        seconds: i64,
    },
    /// an archive ends early, but the transfer looks complete
    TruncatedArchive,
}

/// The troubles of one service.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Switches a fault on.
    pub fn set(&self, fault: Fault) {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.retain(|old| std::mem::discriminant(old) != std::mem::discriminant(&fault));
        faults.push(fault);
    }

    /// Switches all of them off.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Those that are on.
    pub fn active(&self) -> Vec<Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Fault {
    /// The longest latency, an hour: longer than any deadline.
    const LONGEST: f64 = 3_600.0;

    /// How long an answer is held back.
    pub fn latency(&self) -> Option<Duration> {
        match self {
            Fault::Latency { seconds } if *seconds > 0.0 => {
                Duration::try_from_secs_f64(seconds.min(Fault::LONGEST)).ok()
            }
            _ => None,
        }
    }

    /// Shows in answers with a body alone.
    pub fn spoils_bodies(&self) -> bool {
        matches!(self, Fault::CutBody | Fault::WrongContentType | Fault::EndlessBody)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_fault_of_a_kind_replaces_the_first() {
        let faults = Faults::default();
        faults.set(Fault::Status { code: 500, retry_after: None });
        faults.set(Fault::CutBody);
        faults.set(Fault::Status { code: 429, retry_after: Some(30) });
        let expected = [Fault::CutBody, Fault::Status { code: 429, retry_after: Some(30) }];
        assert_eq!(faults.active(), expected);
        faults.clear();
        assert!(faults.active().is_empty());
    }

    #[test]
    fn faults_read_from_json_and_typing_errors_are_refused() {
        let read = |text| serde_json::from_str::<Fault>(text);
        let status = Fault::Status { code: 429, retry_after: None };
        assert_eq!(read(r#"{"fault": "status", "code": 429}"#).unwrap(), status);
        assert_eq!(read(r#"{"fault": "cut-body"}"#).unwrap(), Fault::CutBody);
        assert!(read(r#"{"fault": "slow"}"#).is_err());
        assert!(read(r#"{"fault": "latency", "second": 1}"#).is_err());
    }

    #[test]
    fn a_latency_that_is_no_number_of_seconds_is_none() {
        for seconds in [f64::NAN, -1.0, 0.0] {
            assert_eq!(Fault::Latency { seconds }.latency(), None);
        }
        let for_ever = Fault::Latency { seconds: f64::INFINITY };
        assert_eq!(for_ever.latency(), Some(Duration::from_secs(3600)));
    }
}
