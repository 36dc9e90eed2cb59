//! The people of the week as the company's directory lists them.

use super::people::{FIXERS, PEOPLE, Person, VERIFIERS};
use crate::sandbox::directory::{BASE, Entry};

/// Everybody, with whoever manages them and the groups they are in.
pub(super) fn entries() -> Vec<Entry> {
    let folder = |name: &str| Entry {
        dn: format!("ou={name},{BASE}"),
        attributes: vec![
            ("objectClass", vec!["organizationalUnit".to_owned()]),
            ("ou", vec![name.to_owned()]),
        ],
    };
    let top = Entry {
        dn: BASE.to_owned(),
        attributes: vec![
            ("objectClass", vec!["domain".to_owned()]),
            ("dc", vec!["example".to_owned()]),
        ],
    };
    let people = PEOPLE.iter().enumerate().map(|(place, person)| entry(place, person));
    [top, folder("users"), folder("managedGroups")].into_iter().chain(people).collect()
}

fn entry(place: usize, person: &Person) -> Entry {
    let name = |uid: &str| format!("uid={uid},ou=users,{BASE}");
    let mut attributes = vec![
        ("objectClass", vec!["inetOrgPerson".to_owned(), "rhatPerson".to_owned()]),
        ("uid", vec![person.uid.to_owned()]),
        ("cn", vec![person.name.to_owned()]),
        ("sn", person.name.split(' ').next_back().map(str::to_owned).into_iter().collect()),
        ("rhatPrimaryMail", vec![person.email()]),
        ("mail", vec![person.email()]),
    ];
    if let Some(manager) = person.manager {
        attributes.push(("manager", vec![name(manager)]));
    }
    let group = if VERIFIERS.contains(&place) {
        "aos-qe"
    } else if FIXERS.contains(&place) {
        "aos-devel"
    } else {
        "aos-leads"
    };
    let group = format!("cn={group},ou=adhoc,ou=managedGroups,{BASE}");
    attributes.push(("memberOf", vec![group]));
    Entry { dn: name(person.uid), attributes }
}
