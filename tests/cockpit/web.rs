//! A web server of a hundred lines for one test: it answers as it is told and keeps what it was asked.

pub mod github;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What was asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// with the query
    pub path: String,
    /// names in lower case
    pub headers: BTreeMap<String, String>,
}

/// What is answered.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    ending: Ending,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Ending {
    #[default]
    Whole,
    /// the line is cut in the middle of the promised body
    Cut,
    /// the body is repeated for ever
    Flood,
    /// the body never goes on
    Silence,
}

/// A running server; it ends with the test.
pub struct Web {
    pub url: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Web {
    pub async fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (asked.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, answer) = (kept.clone(), answer.clone());
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    let Some(request) = read(&mut stream).await else { return };
                    kept.lock().unwrap().push(request.clone());
                    let _ = answer(&request).write(stream.into_inner()).await;
                });
            }
        });
        Web { url, asked }
    }

    /// Everything that was asked since the last call.
    pub fn asked(&self) -> Vec<Request> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// The paths of it.
    pub fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|request| request.path).collect()
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let path = lines.first()?.split(' ').nth(1)?.to_owned();
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(k, v)| (k.to_lowercase(), v.trim().to_owned())).collect();
    Some(Request { path, headers })
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Reply {
        Reply { status, body: body.into(), ..Reply::default() }
    }

    pub fn json(body: impl ToString) -> Reply {
        Reply::new(200, body.to_string()).with("content-type", "application/json; charset=utf-8")
    }

    pub fn with(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn cut(mut self) -> Reply {
        self.ending = Ending::Cut;
        self
    }

    pub fn flood(mut self) -> Reply {
        self.ending = Ending::Flood;
        self
    }

    pub fn silence(mut self) -> Reply {
        self.ending = Ending::Silence;
        self
    }

    async fn write(self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = format!("HTTP/1.1 {} Whatever\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = match self.ending {
            Ending::Whole => self.body.len(),
            _ => usize::MAX >> 1,
        };
        if self.status != 304 {
            head.push_str(&format!("content-length: {length}\r\n"));
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).await?;
        stream.write_all(&self.body).await?;
        match self.ending {
            Ending::Whole | Ending::Cut => stream.shutdown().await,
            Ending::Flood => loop {
                stream.write_all(&self.body).await?;
            },
            Ending::Silence => std::future::pending().await,
        }
    }
}
