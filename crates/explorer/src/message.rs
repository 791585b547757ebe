//! Questions and answers as text, as the script of the page sends and takes them.

use crate::asked::Asked;
use crate::engine::Engine;
use crate::error::Error;
use crate::packet::{Packet, Site};
use crate::places::KeptPlaces;
use serde::Deserialize;
use serde_json::{Value, json};

/// A page that is open: nothing at first, then an engine.
#[derive(Debug, Default)]
pub struct Session {
    engine: Option<Engine>,
}

/// What the script sends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Message {
    /// Begin with this site.
    Site(Box<Site>),
    /// Take the figures of a treatment.
    Open(Box<Packet>),
    /// Where the areas lie.
    Places(KeptPlaces),
    /// What can be chosen for a treatment in a way.
    Choices { treatment: String, way: usize },
    /// What to show.
    Answer(Asked),
    /// The table.
    Csv(Asked),
    /// The study that gives the table.
    Study(Asked),
    /// All figures, as the files of a report have them.
    Numbers(Asked),
}

impl Session {
    /// A session that has its engine.
    #[must_use]
    pub fn of(engine: Engine) -> Self {
        Self { engine: Some(engine) }
    }

    /// The answer to a message: an object with `ok`, or with `error` in words.
    pub fn take(&mut self, message: &str) -> String {
        match self.answered(message) {
            Ok(value) => json!({ "ok": value }),
            Err(error) => json!({ "error": error.to_string() }),
        }
        .to_string()
    }

    fn answered(&mut self, message: &str) -> Result<Value, Error> {
        let message = serde_json::from_str(message)?;
        if let Message::Site(site) = message {
            self.engine = Some(Engine::new(*site));
            return Ok(Value::Null);
        }
        let engine = self.engine.as_mut().ok_or_else(|| Error::Unknown("the page has no figures yet".to_owned()))?;
        Ok(match message {
            Message::Site(_) => Value::Null,
            Message::Open(packet) => engine.open(*packet).map(|()| Value::Null)?,
            Message::Places(places) => {
                engine.place(places.into());
                Value::Null
            }
            Message::Choices { treatment, way } => serde_json::to_value(engine.choices(&treatment, way)?)?,
            Message::Answer(asked) => serde_json::to_value(engine.answer(&asked)?)?,
            Message::Csv(asked) => engine.csv(&asked)?.into(),
            Message::Study(asked) => engine.study(&asked)?.into(),
            Message::Numbers(asked) => {
                let [areas, indices] = engine.numbers(&asked)?;
                json!({ "areas": areas, "indices": indices })
            }
        })
    }
}
