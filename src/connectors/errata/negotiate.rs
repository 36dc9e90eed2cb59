//! Questions with the operator's Kerberos ticket: the system's curl speaks Negotiate, because it is built
//! against the system's Kerberos. It is told everything over its input; nothing stands in its arguments.

use std::io::ErrorKind;
use std::process::Stdio;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use url::Url;

use super::ticket;
use crate::connectors::hints::Hints;
use crate::connectors::http::{Answer, place};
use crate::connectors::lane::Lane;
use crate::connectors::net::is_loopback;
use crate::connectors::remedy;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// Heads of an answer, all rounds of the login together.
const LARGEST_HEAD: usize = 64 * 1024;
/// What curl may say about itself.
const LARGEST_COMPLAINT: u64 = 4 * 1024;
/// Seconds that a host may take to accept a connection.
const CONNECT: u64 = 5;

/// What the operator has to do (design/ux.md §14).
const RENEW: &str = "run kinit, then :reconnect errata";

/// Asks and reads the whole answer.
pub async fn ask(lane: &Lane, url: &Url, accept: &str, largest: usize) -> Result<Answer, Trouble> {
    let place = place(url);
    lane.guarded(lane.deadline(), &place, async {
        lane.contacts(url.host_str().unwrap_or_default());
        let printed = run(&config(url, accept), largest, &place).await?;
        let unreadable = || Trouble::Unreadable {
            place: place.clone(),
            detail: "curl printed no answer".to_owned(),
        };
        let head = Head::of(&printed).ok_or_else(unreadable)?;
        let hints = Hints::read(&head.headers, lane.now());
        lane.take_in(&hints);
        match head.status {
            StatusCode::UNAUTHORIZED => {
                let ended = ticket::ends().await.filter(|ends| *ends <= Timestamp::now());
                let ended = ended.map(|ends| lane.time(ends).strftime("%H:%M").to_string());
                Err(sign_in(match ended {
                    Some(ended) => format!("your Kerberos ticket ended {ended} UTC: {RENEW}"),
                    None => format!("no Kerberos ticket that it accepts: {RENEW}"),
                }))
            }
            StatusCode::FORBIDDEN if hints.retry_at.is_none() => Err(Trouble::Refused {
                detail: "your account has no access to the Errata Tool".to_owned(),
            }),
            status if status.is_success() => Ok(Answer::of(&head.headers, head.body, &place)),
            _ => Err(remedy::sort(head.into_response(), &place, &hints).await),
        }
    })
    .await
}

fn sign_in(detail: String) -> Trouble {
    Trouble::SignIn { detail }
}

/// What curl reads from its input. The address comes from the settings and cannot break a line.
fn config(url: &Url, accept: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut config = format!(
        "url = {}\nheader = {}\nuser-agent = {}\nnegotiate\nuser = \":\"\nsilent\nshow-error\n\
         include\nsuppress-connect-headers\nhttp1.1\nproto = \"=http,https\"\n\
         connect-timeout = {CONNECT}\n",
        quoted(url.as_str()),
        quoted(&format!("Accept: {accept}")),
        quoted(concat!("oar-tui/", env!("CARGO_PKG_VERSION"))),
    );
    if is_loopback(url) {
        // a proxy cannot reach what listens on this machine only
        config.push_str("noproxy = \"*\"\n");
    }
    config
}

/// Runs curl to its end. Dropped, it is killed.
async fn run(config: &str, largest: usize, place: &str) -> Result<Vec<u8>, Trouble> {
    // `-q` comes first: the operator's .curlrc must not change what is asked.
    let spawned = Command::new("curl")
        .args(["-q", "-K", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn();
    let mut child = spawned.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            sign_in("curl is not installed; it asks with your Kerberos ticket".to_owned())
        }
        _ => Trouble::Unreachable { detail: format!("cannot run curl: {}", error.kind()) },
    })?;
    let broken = |_| Trouble::Unreachable { detail: "curl cannot be spoken to".to_owned() };
    let (printed, complaint) = spoken(&mut child, config, largest).await.map_err(broken)?;
    if printed.len() > largest + LARGEST_HEAD {
        let detail = format!("larger than {} kB", largest / 1000);
        return Err(Trouble::Unreadable { place: place.to_owned(), detail });
    }
    let status = child.wait().await.map_err(broken)?;
    if status.success() { Ok(printed) } else { Err(failed(status.code(), &complaint)) }
}

/// Tells curl what to ask and reads what it says, each to its bound.
async fn spoken(
    child: &mut Child,
    config: &str,
    largest: usize,
) -> std::io::Result<(Vec<u8>, String)> {
    let most = u64::try_from(largest + LARGEST_HEAD + 1).unwrap_or(u64::MAX);
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let telling = async {
        if let Some(mut stdin) = stdin {
            stdin.write_all(config.as_bytes()).await?;
        }
        Ok(())
    };
    let ((), printed, complaint) =
        tokio::try_join!(telling, upto(stdout, most), upto(stderr, LARGEST_COMPLAINT))?;
    Ok((printed, String::from_utf8_lossy(&complaint).into_owned()))
}

async fn upto(from: Option<impl AsyncRead + Unpin>, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(most).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

/// Why curl ended without an answer; the numbers are those of its manual.
fn failed(code: Option<i32>, complaint: &str) -> Trouble {
    // "curl: (7) Failed to connect to …"
    let line = complaint.lines().next().unwrap_or_default();
    let said = line.split_once(") ").map_or(line, |(_, said)| said);
    let said = remedy::brief(said.trim_start_matches("curl: "));
    match code {
        Some(2 | 4) => sign_in(format!(
            "this curl cannot ask with a Kerberos ticket ({said}): install one with GSS-API"
        )),
        Some(60 | 77) => Trouble::Unreachable {
            detail: format!("its certificate is not trusted on this machine, {said}"),
        },
        _ => Trouble::Unreachable { detail: said },
    }
}

/// The answer itself, behind the rounds of the login.
struct Head {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Head {
    fn of(printed: &[u8]) -> Option<Head> {
        let mut rest = printed;
        loop {
            let end = rest.windows(4).position(|window| window == b"\r\n\r\n")?;
            let (head, after) = rest.split_at_checked(end)?;
            rest = after.get(4..)?;
            let head = String::from_utf8_lossy(head);
            let mut lines = head.split("\r\n");
            let status = lines.next()?.strip_prefix("HTTP/")?.split(' ').nth(1)?;
            let status = StatusCode::from_bytes(status.as_bytes()).ok()?;
            // Rounds before the last have no body here; no body we read begins like a head.
            if rest.starts_with(b"HTTP/") {
                continue;
            }
            let headers = lines.filter_map(|line| {
                let (name, value) = line.split_once(':')?;
                let name = HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
                Some((name, HeaderValue::from_str(value.trim()).ok()?))
            });
            return Some(Head { status, headers: headers.collect(), body: rest.to_vec() });
        }
    }

    fn into_response(self) -> Response {
        let mut response = hyper::Response::new(self.body);
        (*response.status_mut(), *response.headers_mut()) = (self.status, self.headers);
        Response::from(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_stands_behind_the_rounds_of_the_login() {
        let printed = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\n\r\n\
            HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nRetry-After: 7\r\n\r\n{}";
        let head = Head::of(printed).unwrap();
        assert_eq!((head.status, head.body.as_slice()), (StatusCode::OK, b"{}".as_slice()));
        assert_eq!(head.headers["retry-after"], "7");
        for cut in ["", "HTTP/1.1 200 OK\r\n", "curl: nothing\r\n\r\n", "HTTP/1.1\r\n\r\n"] {
            assert!(Head::of(cut.as_bytes()).is_none(), "{cut:?}");
        }
    }

    #[test]
    fn the_config_names_no_one_and_cannot_be_broken_by_an_address() {
        let url = Url::parse("https://errata.example/a\"b\nc\\?q=\"x").unwrap();
        let config = config(&url, "application/json");
        let lines: Vec<&str> = config.lines().collect();
        assert!(lines[0].starts_with("url = \"https://errata.example/"), "{}", lines[0]);
        assert_eq!(lines[0].matches('"').count(), 2, "{}", lines[0]);
        assert!(lines.contains(&"user = \":\"") && lines.contains(&"negotiate"));
        assert!(!config.contains("noproxy"));
        let local = Url::parse("http://localhost:1/").unwrap();
        assert!(super::config(&local, "").contains("noproxy"));
    }

    #[test]
    fn what_curl_says_is_sorted_by_what_the_operator_can_do() {
        let cases = [
            (Some(7), "curl: (7) Failed to connect to x port 1", "no answer: Failed to connect"),
            (Some(28), "curl: (28) Connection timed out", "no answer: Connection timed out"),
            (Some(60), "curl: (60) SSL certificate problem", "no answer: its certificate is not"),
            (Some(2), "curl: option --negotiate: the installed", "not signed in: this curl cannot"),
            (None, "", "no answer: "),
        ];
        for (code, complaint, expected) in cases {
            let said = failed(code, complaint).to_string();
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
