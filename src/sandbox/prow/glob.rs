//! Names with wild cards as the storage compares them: `*` and `?` within a folder, `**` across folders,
//! `{a,b}` one of several.

/// Longest pattern that is compared; a longer one matches nothing.
const LONGEST: usize = 512;

/// Whether a name fits a pattern.
pub fn fits(pattern: &str, name: &str) -> bool {
    pattern.len() <= LONGEST
        && choices(pattern).iter().any(|pattern| plain(pattern.as_bytes(), name.as_bytes()))
}

/// The pattern without braces, once for each choice; at most a few dozen.
fn choices(pattern: &str) -> Vec<String> {
    const MOST: usize = 64;
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(next) = open.pop() {
        let braces =
            next.find('{').and_then(|from| Some((from, from + next.get(from..)?.find('}')?)));
        match braces {
            Some((from, to)) if open.len() + done.len() < MOST => {
                let (before, inside, after) = (&next[..from], &next[from + 1..to], &next[to + 1..]);
                open.extend(inside.split(',').map(|choice| format!("{before}{choice}{after}")));
            }
            _ => done.push(next),
        }
    }
    done
}

/// Where to go on after a star: the pattern behind it, and the name from which it takes one more.
type Star = Option<(usize, usize)>;

/// Wild cards without braces. Looks back only to the last star of each kind, so that no pattern takes long.
fn plain(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let (mut star, mut deep): (Star, Star) = (None, None);
    loop {
        match (pattern.get(p), name.get(n)) {
            (Some(b'*'), _) if pattern.get(p + 1) == Some(&b'*') => {
                p += 2;
                // `**/` also stands for no folder at all
                if pattern.get(p) == Some(&b'/') && n == 0 {
                    p += 1;
                }
                (deep, star) = (Some((p, n)), None);
                continue;
            }
            (Some(b'*'), _) => {
                p += 1;
                star = Some((p, n));
                continue;
            }
            (Some(b'?'), Some(c)) if *c != b'/' => {
                (p, n) = (p + 1, n + 1);
                continue;
            }
            (Some(a), Some(b)) if a == b => {
                (p, n) = (p + 1, n + 1);
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        if let Some((behind, at)) = star.filter(|(_, at)| name.get(*at).is_some_and(|c| *c != b'/'))
        {
            star = Some((behind, at + 1));
            (p, n) = (behind, at + 1);
        } else if let Some((behind, at)) = deep.filter(|(_, at)| *at < name.len()) {
            (deep, star) = (Some((behind, at + 1)), None);
            (p, n) = (behind, at + 1);
        } else {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_the_storage_does() {
        let junit = "**/{junit*,*cypress,test-results}.{xml,yaml}";
        let cases = [
            (junit, "logs/j/1/artifacts/t/s/junit_a.xml", true),
            (junit, "junit.xml", true),
            (junit, "logs/j/1/artifacts/t/s/console-cypress.xml", true),
            (junit, "logs/j/1/artifacts/r/test-results.yaml", true),
            (junit, "logs/j/1/artifacts/junit/import-a.xml", false),
            (junit, "logs/j/1/prowjob.json", false),
            ("a/*.txt", "a/b.txt", true),
            ("a/*.txt", "a/b/c.txt", false),
            ("a/**", "a/b/c.txt", true),
            ("a/?.txt", "a/b.txt", true),
            ("a/?.txt", "a//.txt", false),
            ("**.xml", "a/b.xml", true),
            ("a", "b", false),
            ("", "", true),
            ("{a,b", "{a,b", true),
        ];
        for (pattern, name, expected) in cases {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
