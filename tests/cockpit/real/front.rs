//! nginx with TLS in front of services of the sandbox.

use std::fs;
use std::path::{Path, PathBuf};

use oar_tui::sandbox::{Running, ServiceName};

use super::authority::Authority;
use super::{Daemon, command, free_port, listening};

/// The proxy, on a port for each service. Dropped, it ends.
pub struct Front {
    folder: PathBuf,
    ports: Vec<(ServiceName, u16)>,
    nginx: Option<Daemon>,
}

impl Front {
    /// One that shows the certificate of an authority.
    pub fn start(
        folder: &Path,
        sandbox: &Running,
        services: impl IntoIterator<Item = ServiceName>,
        authority: &Authority,
    ) -> Front {
        let ports: Vec<_> = services.into_iter().map(|service| (service, free_port())).collect();
        let servers: String =
            ports.iter().map(|(service, port)| server(sandbox.url(*service), *port)).collect();
        let at = folder.display();
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!(" {name}_temp_path {at}/{name};\n"))
            .concat();
        let config = format!(
            "daemon off;\nmaster_process off;\npid {at}/nginx.pid;\nerror_log {at}/error.log;\n\
             events {{ }}\nhttp {{\n access_log off;\n ssl_certificate {at}/front.pem;\n \
             ssl_certificate_key {at}/front.key;\n{temporary} map $http_upgrade \
             $connection_upgrade {{\n  default upgrade;\n  '' '';\n }}\n map \
             $upstream_http_www_authenticate $challenge {{\n  \
             '~^Bearer realm=\"http://[^/]*(?<rest>.*)$' 'Bearer realm=\"https://$http_host$rest';\n  \
             default $upstream_http_www_authenticate;\n }}\n{servers}}}\n"
        );
        fs::write(folder.join("nginx.conf"), config).unwrap();
        let mut front = Front { folder: folder.to_owned(), ports, nginx: None };
        front.shows(authority);
        front
    }

    /// Goes on with the certificate of another authority.
    pub fn shows(&mut self, authority: &Authority) {
        drop(self.nginx.take());
        fs::copy(&authority.certificate, self.folder.join("front.pem")).unwrap();
        fs::copy(&authority.key, self.folder.join("front.key")).unwrap();
        let mut nginx = command("nginx");
        nginx.arg("-e").arg(self.folder.join("error.log")).arg("-p").arg(&self.folder);
        self.nginx = Some(Daemon::start(nginx.arg("-c").arg(self.folder.join("nginx.conf"))));
        self.ports.iter().for_each(|(_, port)| listening(*port));
    }

    /// Where each service is.
    pub fn ports(&self) -> &[(ServiceName, u16)] {
        &self.ports
    }
}

fn server(url: &str, port: u16) -> String {
    format!(
        " server {{\n  listen 127.0.0.1:{port} ssl;\n  location / {{\n   proxy_pass {url};\n   \
         proxy_redirect {url} https://$http_host;\n   proxy_http_version 1.1;\n   \
         proxy_hide_header WWW-Authenticate;\n   \
         add_header WWW-Authenticate $challenge always;\n   \
         proxy_set_header Host $http_host;\n   proxy_set_header Upgrade $http_upgrade;\n   \
         proxy_set_header Connection $connection_upgrade;\n  }}\n }}\n"
    )
}
