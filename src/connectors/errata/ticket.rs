//! When the operator's Kerberos ticket ends, as the system's klist says.

use std::time::Duration;

use tokio::process::Command;

use crate::connectors::printed::printed;
use crate::domain::time::Timestamp;

/// A ticket is renewed by hand, a few times a day; so often it is looked at, real time.
pub(super) const LOOK: Duration = Duration::from_secs(300);
const PATIENCE: Duration = Duration::from_secs(5);
/// A row for each service that was signed in to.
const LARGEST: u64 = 64 * 1024;

/// The end of the newest ticket to get tickets with; `None`: there is none, or nobody can say.
pub(super) async fn ends() -> Option<Timestamp> {
    let mut klist = Command::new("klist");
    // times in one known form and zone
    let klist = klist.env("LC_ALL", "C").env("TZ", "UTC0");
    let (printed, _) = printed(klist, LARGEST, PATIENCE).await.ok()?;
    end_in(&String::from_utf8_lossy(&printed))
}

/// `BEGIN END krbtgt/REALM@REALM` in the words of MIT (`11/26/26 00:05:00`, also with four digits of the
/// year) or of Heimdal (`Nov 26 00:05:00 2026`).
fn end_in(printed: &str) -> Option<Timestamp> {
    let ends = printed.lines().filter_map(|row| {
        let (times, _) = row.split_once("krbtgt/")?;
        let words: Vec<&str> = times.split_whitespace().collect();
        let moment = |from: usize, form: &str| {
            let text = words.get(words.len().checked_sub(from)?..)?.join(" ");
            let civil = jiff::civil::DateTime::strptime(form, text).ok()?;
            Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
        };
        moment(2, "%m/%d/%y %H:%M:%S")
            .or_else(|| moment(2, "%m/%d/%Y %H:%M:%S"))
            .or_else(|| moment(4, "%b %d %H:%M:%S %Y"))
    });
    ends.max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_read_as_either_kerberos_prints_it() {
        let cases = [
            (
                "Ticket cache: FILE:/tmp/krb5cc_0\nDefault principal: lead@OAR.TEST\n\n\
                 Valid starting     Expires            Service principal\n\
                 11/25/26 14:05:00  11/26/26 00:05:00  krbtgt/OAR.TEST@OAR.TEST\n\
                 \trenew until 12/02/26 14:05:00\n\
                 11/25/26 14:06:00  11/27/26 00:05:00  HTTP/errata@OAR.TEST\n",
                Some("2026-11-26T00:05:00Z"),
            ),
            (
                "11/25/2026 14:05:00  11/26/2026 00:05:00  krbtgt/A@A\n\
                 11/25/2026 15:05:00  11/26/2026 01:05:00  krbtgt/B@A\n",
                Some("2026-11-26T01:05:00Z"),
            ),
            (
                "Credentials cache: API:1\n        Principal: lead@A\n\n  Issued                Expires               Principal\n\
                 Nov 25 14:05:00 2026  Nov 26 00:05:00 2026  krbtgt/A@A\n",
                Some("2026-11-26T00:05:00Z"),
            ),
            ("Nov 25 14:05:00 2026  >>>Expired<<<         krbtgt/A@A\n", None),
            ("klist: No credentials cache found\n", None),
            ("krbtgt/A@A\n99/99/99 99:99:99 krbtgt/\n", None),
            ("", None),
        ];
        for (printed, expected) in cases {
            let end = end_in(printed).map(|at| at.to_string());
            assert_eq!(end.as_deref(), expected, "{printed}");
        }
    }
}
