//! Who polls: one program on a machine holds the lease, renews it, and loses it when it stops.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

/// How long a lease lives without being renewed, real time.
pub(super) const LIFE: Duration = Duration::from_secs(10);
const MILLIS: i64 = LIFE.as_millis() as i64;

/// This program, as a holder of leases.
#[derive(Debug)]
pub(super) struct Holder {
    /// unlike every other holder, also across restarts with the same process id
    name: String,
    pid: u32,
}

/// What came of asking for the lease.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// held by us
    Ours,
    /// held by another program
    Theirs { pid: u32 },
}

impl Holder {
    /// A holder nobody else is.
    pub(super) fn new() -> Holder {
        let pid = std::process::id();
        Holder { name: format!("{pid}-{:016x}", fastrand::u64(..)), pid }
    }

    /// Takes or renews the lease on polling when it is free, ours or expired. `now`: real time, unix
    /// milliseconds.
    pub(super) fn ask(&self, db: &mut Connection, now: i64) -> rusqlite::Result<Standing> {
        let step = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let held: Option<(String, u32, i64)> = step
            .query_row("SELECT holder, pid, until FROM leases WHERE name = 'poll'", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let standing = match held {
            // A lease from far in the future was written by a clock that jumped: it is not believed.
            Some((holder, pid, until))
                if holder != self.name && until > now && until < now + 10 * MILLIS =>
            {
                Standing::Theirs { pid }
            }
            _ => {
                step.execute(
                    "INSERT INTO leases VALUES ('poll', ?1, ?2, 1, ?3)
                     ON CONFLICT (name) DO UPDATE SET
                       fencing = fencing + (holder <> excluded.holder),
                       holder = excluded.holder, pid = excluded.pid, until = excluded.until",
                    params![self.name, self.pid, now + MILLIS],
                )?;
                Standing::Ours
            }
        };
        step.commit()?;
        Ok(standing)
    }

    /// Gives the lease back, if it is ours.
    pub(super) fn give_back(&self, db: &Connection) -> rusqlite::Result<()> {
        db.execute("DELETE FROM leases WHERE name = 'poll' AND holder = ?1", [&self.name]).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_program_polls_until_it_stops_renewing() {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("../schema/cache-001.sql")).unwrap();
        let (first, second) = (Holder::new(), Holder::new());
        assert_eq!(first.ask(&mut db, 1_000).unwrap(), Standing::Ours);
        assert_eq!(
            second.ask(&mut db, 2_000).unwrap(),
            Standing::Theirs { pid: std::process::id() }
        );
        assert_eq!(first.ask(&mut db, 9_000).unwrap(), Standing::Ours, "renewed");
        assert!(matches!(second.ask(&mut db, 12_000).unwrap(), Standing::Theirs { .. }));
        assert_eq!(second.ask(&mut db, 19_001).unwrap(), Standing::Ours, "expired");
        assert!(matches!(first.ask(&mut db, 19_002).unwrap(), Standing::Theirs { .. }));
        second.give_back(&db).unwrap();
        assert_eq!(first.ask(&mut db, 19_003).unwrap(), Standing::Ours, "given back");
        // A clock that jumps back leaves a lease in the far future; it does not hold for ever.
        assert_eq!(second.ask(&mut db, -1_000_000).unwrap(), Standing::Ours);
    }
}
