//! The line to a directory: TCP, TLS for `ldaps`, and the screen between it and the LDAP client.

use std::io;
use std::os::unix::net::UnixStream as Pair;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use url::Url;

use super::screen;
use crate::connectors::remedy::{brief, no_connection};
use crate::domain::trouble::Trouble;

/// Bytes that a directory may send on one connection: a round of look-ups is some tens of kilobytes.
const MOST: usize = 1 << 20;
/// How long the directory may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// An open line. Dropped, it closes.
#[derive(Debug)]
pub struct Line {
    /// why it ended, where that is known
    ended: Arc<OnceLock<Trouble>>,
    /// those who carry bytes
    pub tasks: JoinSet<()>,
}

impl Line {
    /// Connects; the other end is for the LDAP client, in the clear.
    pub async fn open(url: &Url) -> Result<(Line, Pair), Trouble> {
        let secure = url.scheme() == "ldaps";
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = url.port().unwrap_or(if secure { 636 } else { 389 });
        let connecting = TcpStream::connect((host.as_str(), port));
        let stream = tokio::time::timeout(CONNECT, connecting)
            .await
            .map_err(|_| unreachable("no connection in time"))?
            .map_err(|why| not_connected("no connection", &why))?;
        let failed = |why: io::Error| unreachable(&format!("no connection, {why}"));
        let (near, far) = Pair::pair().map_err(failed)?;
        far.set_nonblocking(true).map_err(failed)?;
        let far = UnixStream::from_std(far).map_err(failed)?;
        let mut line = Line { ended: Arc::default(), tasks: JoinSet::new() };
        let ended = line.ended.clone();
        if secure {
            let name = ServerName::try_from(host)
                .map_err(|_| unreachable("no certificate can be for that name"))?;
            let secured = trusted()?.connect(name, stream).await;
            let secured = secured.map_err(|why| not_connected("TLS failed", &why))?;
            line.tasks.spawn(carry(secured, far, ended));
        } else {
            line.tasks.spawn(carry(stream, far, ended));
        }
        Ok((line, near))
    }

    /// Why the line ended, where that is known.
    pub fn ended(&self) -> Option<Trouble> {
        self.ended.get().cloned()
    }
}

fn unreachable(detail: &str) -> Trouble {
    Trouble::Unreachable { detail: brief(detail) }
}

/// In the words that help, where there are some.
fn not_connected(what: &str, why: &io::Error) -> Trouble {
    let why = why.to_string();
    match no_connection(&why) {
        Some(words) => Trouble::Unreachable { detail: words.to_owned() },
        None => unreachable(&format!("{what}, {why}")),
    }
}

/// TLS with the roots that this machine trusts.
fn trusted() -> Result<TlsConnector, Trouble> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = rustls::RootCertStore::empty();
    let (usable, _) = roots.add_parsable_certificates(found.certs);
    if usable == 0 {
        return Err(unreachable("this machine trusts no certificate authority"));
    }
    let config = rustls::ClientConfig::builder().with_root_certificates(roots);
    Ok(TlsConnector::from(Arc::new(config.with_no_client_auth())))
}

/// Carries bytes both ways until one side is done. What comes from the directory passes the screen.
async fn carry(
    remote: impl AsyncRead + AsyncWrite + Unpin,
    mut near: UnixStream,
    ended: Arc<OnceLock<Trouble>>,
) {
    let (mut from, mut to) = tokio::io::split(remote);
    let (mut asked, mut told) = near.split();
    let asking = async {
        let _ = tokio::io::copy(&mut asked, &mut to).await;
        let _ = to.shutdown().await;
    };
    let answering = async {
        let mut budget = MOST;
        loop {
            match screen::next(&mut from, &mut budget).await {
                Ok(Some(message)) => {
                    if told.write_all(&message).await.is_err() {
                        return None;
                    }
                }
                Ok(None) => return Some(unreachable("the directory hung up")),
                Err(trouble) => return Some(trouble),
            }
        }
    };
    tokio::select! {
        () = asking => {}
        why = answering => {
            if let Some(why) = why {
                let _ = ended.set(why);
            }
        }
    }
}
