//! What the directory answers to a request.

use super::ber::{
    BOOLEAN, ENUMERATED, INTEGER, OCTETS, Part, SEQUENCE, SET, group, integer, number, part, parts,
    text,
};
use super::filter::{Filter, plain};
use super::{BASE, Directory, Entry};

/// Result codes.
pub mod code {
    pub const SUCCESS: u8 = 0;
    pub const PROTOCOL_ERROR: u8 = 2;
    pub const SIZE_LIMIT: u8 = 4;
    pub const METHOD_NOT_SUPPORTED: u8 = 7;
    pub const NO_SUCH_OBJECT: u8 = 32;
    pub const INVALID_CREDENTIALS: u8 = 49;
    pub const INSUFFICIENT_ACCESS: u8 = 50;
    pub const BUSY: u8 = 51;
    pub const UNAVAILABLE: u8 = 52;
    pub const UNWILLING: u8 = 53;
}

/// The tag of a search entry.
const ENTRY: u8 = 0x64;

/// A request, taken apart.
#[derive(Debug)]
pub struct Request<'a> {
    /// number of the message
    pub id: i64,
    /// tag of the operation
    pub operation: u8,
    content: &'a [u8],
}

/// An answer: its messages, and what is counted.
#[derive(Debug)]
pub struct Told {
    /// messages, one after the other
    pub messages: Vec<Vec<u8>>,
    /// name of the operation
    pub method: &'static str,
    /// what it was about
    pub about: String,
    /// result code
    pub code: u8,
    /// afterwards the directory hangs up
    pub last: bool,
}

/// Operations by their tag: name, and the tag of the answer; without one there is none.
fn known(operation: u8) -> Option<(&'static str, Option<u8>)> {
    Some(match operation {
        0x60 => ("BIND", Some(0x61)),
        0x42 => ("UNBIND", None),
        0x63 => ("SEARCH", Some(0x65)),
        0x66 => ("MODIFY", Some(0x67)),
        0x68 => ("ADD", Some(0x69)),
        0x4a => ("DELETE", Some(0x6b)),
        0x6c => ("RENAME", Some(0x6d)),
        0x6e => ("COMPARE", Some(0x6f)),
        0x50 => ("ABANDON", None),
        0x77 => ("EXTENDED", Some(0x78)),
        _ => return None,
    })
}

impl<'a> Request<'a> {
    /// Reads the content of a message; controls are passed over.
    pub fn read(message: &'a [u8]) -> Option<Request<'a>> {
        let parts = parts(message)?;
        let [(INTEGER, id), (operation, content), ..] = parts.as_slice() else { return None };
        known(*operation)?;
        Some(Request { id: number(id)?, operation: *operation, content })
    }

    /// An answer that is a result code.
    pub fn result(&self, code: u8, said: &str) -> Told {
        let (method, reply) = known(self.operation).unwrap_or(("", None));
        let matched = if code == code::NO_SUCH_OBJECT { BASE } else { "" };
        let messages = reply.map(|tag| {
            let result = [
                integer(ENUMERATED, code.into()),
                part(OCTETS, matched.as_bytes()),
                part(OCTETS, said.as_bytes()),
            ];
            self.message(group(tag, &result))
        });
        let messages = messages.into_iter().collect();
        Told { messages, method, about: String::new(), code, last: method == "UNBIND" }
    }

    /// A message to this request.
    fn message(&self, operation: Vec<u8>) -> Vec<u8> {
        group(SEQUENCE, &[integer(INTEGER, self.id), operation])
    }

    /// An entry with the wanted attributes.
    pub fn entry(&self, entry: &Entry, wanted: &Wanted) -> Vec<u8> {
        let shown = entry.attributes.iter().filter(|(name, _)| wanted.has(name));
        let attributes: Vec<Vec<u8>> = shown
            .map(|(name, values)| {
                let values = values.iter().filter(|_| !wanted.types_only);
                let values: Vec<Vec<u8>> =
                    values.map(|value| part(OCTETS, value.as_bytes())).collect();
                group(SEQUENCE, &[part(OCTETS, name.as_bytes()), group(SET, &values)])
            })
            .collect();
        let content = [part(OCTETS, entry.dn.as_bytes()), group(SEQUENCE, &attributes)];
        self.message(group(ENTRY, &content))
    }
}

/// Which attributes are wanted.
#[derive(Debug, Default)]
pub struct Wanted {
    names: Vec<String>,
    types_only: bool,
}

impl Wanted {
    fn has(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|n| n == "*" || n.eq_ignore_ascii_case(name))
    }
}

/// A search, taken apart.
struct Search {
    base: String,
    scope: i64,
    most: usize,
    wanted: Wanted,
    filter: Filter,
}

impl Search {
    fn read(content: &[u8]) -> Option<Search> {
        let parts = parts(content)?;
        let [
            (OCTETS, base),
            (ENUMERATED, scope),
            _,
            (INTEGER, most),
            _,
            (BOOLEAN, types_only),
            filter,
            (SEQUENCE, names),
        ] = parts.as_slice()
        else {
            return None;
        };
        let names = self::parts(names)?.into_iter().map(|(_, name)| text(name)).collect();
        let most = usize::try_from(number(most)?).ok().filter(|most| *most > 0);
        Some(Search {
            base: plain(&text(base)),
            scope: number(scope)?,
            most: most.unwrap_or(usize::MAX),
            wanted: Wanted { names, types_only: types_only.iter().any(|byte| *byte != 0) },
            filter: Filter::read(*filter)?,
        })
    }

    /// Whether an entry lies where is searched.
    fn reaches(&self, entry: &Entry) -> bool {
        let dn = plain(&entry.dn);
        let below = || dn.strip_suffix(&self.base)?.strip_suffix(',').map(str::to_owned);
        match self.scope {
            0 => dn == self.base,
            1 => below().is_some_and(|rest| !rest.contains(',')),
            _ => dn == self.base || below().is_some(),
        }
    }
}

impl Directory {
    /// The answer to a request.
    pub fn answer(&self, request: &Request<'_>) -> Told {
        match known(request.operation).map(|(method, _)| method) {
            Some("BIND") => self.bind(request),
            Some("SEARCH") => self.search(request),
            Some("UNBIND" | "ABANDON") => request.result(code::SUCCESS, ""),
            Some("EXTENDED") => {
                request.result(code::PROTOCOL_ERROR, "unsupported extended operation")
            }
            _ => request.result(code::UNWILLING, "operation restricted"),
        }
    }

    fn bind(&self, request: &Request<'_>) -> Told {
        let parts = parts(request.content).unwrap_or_default();
        let [(INTEGER, version), (OCTETS, name), (method, secret)] = parts.as_slice() else {
            return request.result(code::PROTOCOL_ERROR, "decoding error");
        };
        let name = text(name);
        let mut told = match (*method, name.as_str(), *secret) {
            _ if number(version) != Some(3) => {
                request.result(code::PROTOCOL_ERROR, "requested protocol version not supported")
            }
            (0x80, "", b"") => request.result(code::SUCCESS, ""),
            (0x80, _, b"") => request
                .result(code::UNWILLING, "unauthenticated bind (DN with no password) disallowed"),
            (0x80, name, secret) => {
                let known = |entry: &Entry| plain(&entry.dn) == plain(name);
                let known = self.stage.world().plans.directory.iter().any(known);
                let fits = known && secret == self.token.as_bytes();
                request.result(if fits { code::SUCCESS } else { code::INVALID_CREDENTIALS }, "")
            }
            _ => request.result(code::METHOD_NOT_SUPPORTED, "SASL mechanism not supported"),
        };
        told.about = name;
        told
    }

    fn search(&self, request: &Request<'_>) -> Told {
        let Some(search) = Search::read(request.content) else {
            return request.result(code::PROTOCOL_ERROR, "decoding error");
        };
        let root = Entry {
            dn: String::new(),
            attributes: vec![
                ("objectClass", vec!["top".to_owned()]),
                ("namingContexts", vec![BASE.to_owned()]),
                ("supportedLDAPVersion", vec!["3".to_owned()]),
            ],
        };
        let plans = self.stage.world().plans.clone();
        let at_root = search.base.is_empty() && search.scope == 0;
        let beside = search.base != BASE && !search.base.ends_with(&format!(",{BASE}"));
        let known = at_root
            || search.base == BASE
            || plans.directory.iter().any(|entry| plain(&entry.dn).ends_with(&search.base));
        let mut told = if !at_root && (beside || !known) {
            request.result(code::NO_SUCH_OBJECT, "")
        } else {
            let all = if at_root { std::slice::from_ref(&root) } else { &plans.directory };
            let mut found: Vec<&Entry> = all
                .iter()
                .filter(|entry| search.reaches(entry) && search.filter.fits(entry))
                .collect();
            let code = if found.len() > search.most { code::SIZE_LIMIT } else { code::SUCCESS };
            found.truncate(search.most);
            let mut told = request.result(code, "");
            let entries = found.into_iter().map(|entry| request.entry(entry, &search.wanted));
            told.messages.splice(..0, entries);
            told
        };
        told.about = search.base;
        told
    }
}

/// The content of a whole message.
pub fn content((tag, content): Part<'_>) -> Option<&[u8]> {
    (tag == SEQUENCE).then_some(content)
}
