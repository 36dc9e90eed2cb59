//! The HTTP client, one per program: connections, proxies and trusted roots are shared by all services.

use std::time::Duration;

use reqwest::redirect::Policy;
use url::{Host, Url};

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Net {
    usual: reqwest::Client,
    /// without proxies: a proxy cannot reach what listens on this machine only
    loopback: reqwest::Client,
    /// HTTP/1.1 only, as websockets begin: with proxies, and without
    sockets: [reqwest::Client; 2],
}

/// The client could not be made, so nothing can be asked.
#[derive(Debug, thiserror::Error)]
#[error("cannot prepare for HTTPS: {0}")]
pub struct NetError(String);

/// How long a host may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(3);

impl Net {
    /// Installs the TLS provider, unless one is installed, and makes the client.
    pub fn new() -> Result<Net, NetError> {
        // An error says that a provider is there already, which is all that is wanted.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let build = |builder: reqwest::ClientBuilder| {
            builder
                .user_agent(concat!("oar-tui/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(CONNECT)
                // Redirects are followed by hand: a token must not reach another host.
                .redirect(Policy::none())
                .build()
                .map_err(|error| NetError(crate::domain::clean::line(&error.to_string())))
        };
        let usual = build(reqwest::Client::builder())?;
        let loopback = build(reqwest::Client::builder().no_proxy())?;
        let sockets = [
            build(reqwest::Client::builder().http1_only())?,
            build(reqwest::Client::builder().http1_only().no_proxy())?,
        ];
        Ok(Net { usual, loopback, sockets })
    }

    /// The client for an address.
    pub(super) fn client(&self, url: &Url) -> &reqwest::Client {
        if is_loopback(url) { &self.loopback } else { &self.usual }
    }

    /// The client for the address of a websocket.
    pub(super) fn socket_client(&self, url: &Url) -> &reqwest::Client {
        let [usual, loopback] = &self.sockets;
        if is_loopback(url) { loopback } else { usual }
    }
}

/// Nobody but this machine answers there.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_asked_without_a_proxy() {
        let cases = [
            ("http://127.0.0.1:80/", true),
            ("http://127.8.8.8/", true),
            ("http://[::1]:8080/", true),
            ("http://localhost/", true),
            ("http://localhost.example/", false),
            ("http://10.0.0.1/", false),
        ];
        for (url, expected) in cases {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
