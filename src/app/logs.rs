//! Reading logs for the window. That needs nobody who polls: a log is not kept, so a program that shows what
//! another one asked for reads logs itself.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;
use tokio_util::task::AbortOnDropHandle;

use super::engine::Engine;
use crate::connectors::{Logs, Net};
use crate::domain::log::{LogAnswer, LogAsk, LogFault, Purpose};

/// Parts of a log that are under way, one to be looked at and one to be searched. Dropped, they are given up.
#[derive(Default)]
pub struct Reading {
    logs: Option<Arc<Logs>>,
    view: Option<AbortOnDropHandle<()>>,
    search: Option<AbortOnDropHandle<()>>,
}

impl Reading {
    /// Begins to read a part; one that is under way for the same purpose is given up. The answer goes to
    /// `answers`.
    pub fn begin(&mut self, engine: &Engine, ask: LogAsk, answers: UnboundedSender<LogAnswer>) {
        let logs = self.logs(engine, &ask);
        let place = match ask.purpose {
            Purpose::View => &mut self.view,
            Purpose::Search => &mut self.search,
        };
        *place = Some(AbortOnDropHandle::new(tokio::spawn(async move {
            let page = match logs {
                Ok(logs) => logs.page(&ask).await.map_err(LogFault::Trouble),
                Err(fault) => Err(fault),
            };
            let _ = answers.send(LogAnswer { ask, page });
        })));
    }

    /// Nobody waits for anything any more.
    pub fn give_up(&mut self) {
        (self.view, self.search) = (None, None);
    }

    fn logs(&mut self, engine: &Engine, ask: &LogAsk) -> Result<Arc<Logs>, LogFault> {
        if let Some(hint) = engine.missing(ask.of.service()) {
            return Err(LogFault::NotConnected(hint.to_owned()));
        }
        if let Some(logs) = &self.logs {
            return Ok(logs.clone());
        }
        let net = Net::new().map_err(|why| LogFault::NotConnected(why.to_string()))?;
        Ok(self.logs.insert(Logs::new(&net, engine.settings())).clone())
    }
}
