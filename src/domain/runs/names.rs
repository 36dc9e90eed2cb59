//! Names of tests as people say them.

/// A test's name without what is the same in all of them: `[sig-storage] gce-pd resize [Suite:openshift]`
/// reads `sig-storage: gce-pd resize`; of QE's own,
/// `[sig-storage] CSI Author:ltoft-ROSA-OSD_CCS-ARO-Medium-90533-a volume grows` reads
/// `sig-storage: 90533 a volume grows`.
pub fn short_test(name: &str) -> String {
    let name = name.trim();
    let (group, rest) = match name.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((group, rest)) if !group.is_empty() && !rest.trim().is_empty() => {
            (Some(group.split(':').next().unwrap_or(group).trim()), rest.trim())
        }
        _ => (None, name),
    };
    let mut rest = rest;
    // labels at the end: where it runs, which suites it is in
    while let Some((before, label)) = rest.rsplit_once('[') {
        if !label.ends_with(']') || before.trim().is_empty() {
            break;
        }
        rest = before.trim_end();
    }
    let of_qe = rest.split_once("Author:").and_then(|(_, labels)| number_and_title(labels));
    let title = match of_qe {
        Some((number, title)) => format!("{number} {title}"),
        None => rest.to_owned(),
    };
    match group {
        Some(group) => format!("{group}: {title}"),
        None => title,
    }
}

/// `ltoft-ROSA-Medium-90533-a volume grows`: the number of the test case, and what comes after it.
fn number_and_title(labels: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    for part in labels.split('-') {
        let digits = part.len() >= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        let end = at + part.len();
        if digits {
            let title = labels.get(end + 1..)?.trim();
            return (!title.is_empty()).then_some((part, title));
        }
        at = end + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_names_have_is_left_out_and_nothing_else() {
        let cases = [
            (
                "[sig-storage] gce-pd resize [Suite:openshift/conformance/parallel] [Suite:k8s]",
                "sig-storage: gce-pd resize",
            ),
            (
                "[sig-storage] CSI Author:ltoft-ROSA-OSD_CCS-ARO-Medium-90533-a volume grows-and shrinks",
                "sig-storage: 90533 a volume grows-and shrinks",
            ),
            ("OCP-20800:a scenario", "OCP-20800:a scenario"),
            (
                "[bz-etcd][invariant] alert/etcdMembersDown [x] is quiet",
                "bz-etcd: [invariant] alert/etcdMembersDown [x] is quiet",
            ),
            ("[sig-arch]", "[sig-arch]"),
            ("[sig-arch] [Feature:A]", "sig-arch: [Feature:A]"),
            ("Author:a-Medium-12-x", "Author:a-Medium-12-x"),
            ("[sig-node:kubelet] ", "[sig-node:kubelet]"),
            ("é [ü", "é [ü"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(short_test(name), expected, "{name}");
        }
    }
}
