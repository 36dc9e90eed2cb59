//! The QE report of a run: counts per suite and the scenarios that failed. All names are invented.

use super::jobs::End;
use super::random::Dice;
use super::streams::Kind;

/// Counts of one suite.
pub(super) struct Suite {
    pub(super) name: &'static str,
    pub(super) total: i64,
    pub(super) skipped: i64,
    pub(super) failing: Vec<&'static str>,
}

const SCENARIOS: [&str; 18] = [
    "OCP-90117:Networking a pod keeps its egress address after its node restarts",
    "OCP-90142:Console the catalog page lists an operator after it was installed",
    "OCP-90203:Storage a snapshot can be restored into a larger volume",
    "OCP-90266:Registry an image stream follows its source after a change of mirror",
    "OCP-90311:Node swap stays off on workers of a compact cluster",
    "OCP-90358:Auth a token of a removed identity provider is refused",
    "OCP-90404:Monitoring alerts of user projects reach the second receiver",
    "OCP-90432:MCO a paused pool keeps its configuration over an upgrade",
    "OCP-90487:Router two shards serve the same host with different certificates",
    "[sig-network] Egress Author:kmeyer-NonHyperShiftHOST-High-90512-an address moves to the node that is left [Disruptive]",
    "[sig-storage] CSI Author:ltoft-ROSA-OSD_CCS-ARO-Medium-90533-a volume grows while it is mounted",
    "[sig-operators] Catalog Author:rvale-ConnectedOnly-High-90561-an update path with a skipped version is followed",
    "[sig-auth] Tokens Author:jhaas-Critical-90590-a rotated key is used by all operators [Serial]",
    "[sig-node] Kubelet Author:mbrandt-Longduration-Medium-90618-an evicted pod is not started again on the same node",
    "[sig-cli] Inspect Author:tsen-ROSA-OSD_CCS-ARO-Low-90644-output of a namespace holds events of the last hour",
    "[sig-mco] Pools Author:ewirth-NonPreRelease-High-90671-a custom pool takes a kernel argument once [Disruptive]",
    "[sig-etcd] Backup Author:pnoor-Critical-90702-a backup is taken while one member is down",
    "[sig-hypershift] Nodes Author:csilva-High-90733-a node pool is replaced in steps of one",
];

/// The report of a run; upgrades have none, and half of the failed runs never come that far.
pub(super) fn report(dice: &mut Dice, kind: Kind, end: End, length: i64) -> Vec<Suite> {
    let reached = match end {
        End::Success => true,
        // under an hour the cluster was never installed
        End::Failure => length > 3600 && dice.chance(0.62),
        End::Error => false,
    };
    if kind == Kind::Upgrade || !reached {
        return Vec::new();
    }
    let failed = end == End::Failure;
    if kind == Kind::Disruptive {
        let failing = scenarios(dice, i64::from(failed));
        let total = dice.between(6, 10);
        return vec![Suite {
            name: "openshift-extended-test-disruptive",
            total,
            skipped: 0,
            failing,
        }];
    }
    let [extended, cucushift] = match (failed, dice.chance(0.25)) {
        (false, _) => [0, 0],
        (true, false) => [if dice.chance(0.15) { 4 } else { 1 }, 0],
        (true, true) => [1, 1],
    };
    let (total, skipped) = (dice.between(80, 116), dice.between(18, 34));
    vec![
        Suite {
            name: "openshift-extended-test",
            total,
            skipped,
            failing: scenarios(dice, extended),
        },
        Suite {
            name: "cucushift-e2e",
            total: dice.between(17, 29),
            skipped: 0,
            failing: scenarios(dice, cucushift),
        },
        Suite {
            name: "openshift-extended-test-supplementary",
            total: 1,
            skipped: 0,
            failing: Vec::new(),
        },
    ]
}

/// So many different scenarios.
fn scenarios(dice: &mut Dice, count: i64) -> Vec<&'static str> {
    let first = dice.between(0, 18) as usize;
    // 5 and 18 have no common factor: steps of five do not meet again
    let nth = |n: usize| SCENARIOS.get((first + n * 5) % SCENARIOS.len()).copied();
    (0..count as usize).filter_map(nth).collect()
}
