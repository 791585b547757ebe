//! The folder of an explorer: a page, its engine, the figures, and a page of each treatment that needs no script.

use crate::asked::Asked;
use crate::engine::Engine;
use crate::error::Error;
use crate::packet::{Packet, Site};
use crate::places::KeptPlaces;
use crate::plain;
use crate::template::filled;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use unwarranted_report::html::live::{escape, script, style};

static INDEX: &str = include_str!("../page/index.html");
static STYLE: &str = include_str!("../page/explorer.css");
static SCRIPT: &str = include_str!("../page/explorer.js");

/// The engine as WebAssembly, packed by gzip. It is built by `engine/build`, which says how.
#[cfg(not(target_family = "wasm"))]
static ENGINE: &[u8] = include_bytes!("../engine.wasm.gz");
#[cfg(target_family = "wasm")]
static ENGINE: &[u8] = &[];

/// Nothing may be loaded but what lies in the folder, and nothing may be asked of any network. Some browsers take no file of a
/// folder for one of the same origin.
const POLICY: &str = "default-src 'none'; style-src 'self' file: 'unsafe-inline'; script-src 'self' file: 'wasm-unsafe-eval'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

/// The same for a page that the program serves: it may ask the program.
const SERVED: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'";

/// An explorer that is to be written.
#[derive(Debug)]
pub struct Folder {
    /// What is common to all treatments.
    pub site: Site,
    /// The treatments, in the order of the site.
    pub packets: Vec<Packet>,
    /// Where the areas lie; `None` without maps.
    pub places: Option<KeptPlaces>,
}

impl Folder {
    /// Path and content of every file.
    ///
    /// # Errors
    /// Figures that cannot be analysed.
    pub fn files(self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let Self { site, packets, places } = self;
        let text = serde_json::to_string(&site)?;
        let mut files = shell(&site, Shown::Folder { maps: places.is_some() });
        files.push((
            "engine.js".to_owned(),
            format!("window.UW_ENGINE = \"{}\";\n", STANDARD.encode(ENGINE)).into_bytes(),
        ));
        files.push(("data/site.js".to_owned(), format!("window.UW_SITE = {};\n", literal(&text)).into_bytes()));
        let mut engine = Engine::new(site.clone());
        if let Some(places) = places {
            let packed = STANDARD.encode(packed(serde_json::to_string(&places)?.as_bytes()));
            files.push(("data/places.js".to_owned(), format!("window.UW_PLACES = \"{packed}\";\n").into_bytes()));
            engine.place(places.into());
        }
        for (packet, entry) in packets.into_iter().zip(&site.treatments) {
            let packed = STANDARD.encode(packed(serde_json::to_string(&packet)?.as_bytes()));
            let name = literal(&entry.file);
            let data = format!("(window.UW_DATA = window.UW_DATA || {{}})[{name}] = \"{packed}\";\n");
            files.push((format!("data/{}.js", entry.file), data.into_bytes()));
            engine.open(packet)?;
            let asked = Asked {
                treatment: entry.id.to_string(),
                area: site.highlight.as_deref().map(str::to_owned),
                ..Asked::default()
            };
            let answer = engine.answer(&asked)?;
            files.push((format!("plain/{}.html", entry.file), plain::page(&site, entry, &answer).into_bytes()));
        }
        Ok(files)
    }
}

/// What shows a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A folder, with or without a file that says where the areas lie.
    Folder {
        /// Whether it has that file.
        maps: bool,
    },
    /// The program, which answers then.
    Served,
}

/// The page with its style and script.
#[must_use]
pub fn shell(site: &Site, shown: Shown) -> Vec<(String, Vec<u8>)> {
    let served = shown == Shown::Served;
    let link =
        |t: &crate::TreatmentEntry| format!("<li><a href=\"plain/{}.html\">{}</a></li>\n", t.file, escape(&t.measure));
    let links: String = if served { String::new() } else { site.treatments.iter().map(link).collect() };
    let places: &[&str] = if shown == (Shown::Folder { maps: true }) { &["data/places.js"] } else { &[] };
    let scripts: &[&str] =
        if served { &["served.js", "explorer.js"] } else { &["data/site.js", "engine.js", "explorer.js"] };
    let scripts: String =
        places.iter().chain(scripts).map(|name| format!("<script src=\"{name}\"></script>\n")).collect();
    let notes: String = site.notes.iter().map(|note| format!("<p class=\"note\">{}</p>\n", escape(note))).collect();
    let manifest =
        if served { "" } else { " <a href=\"manifest.json\">The manifest</a> says when, from what and how." };
    let page = filled(
        INDEX,
        &[
            ("policy", if served { SERVED } else { POLICY }),
            ("program", &escape(&site.program)),
            ("title", &escape(&site.title)),
            ("synthetic", plain::synthetic(site)),
            ("links", &links),
            ("notes", &notes),
            ("manifest", manifest),
            ("scripts", &scripts),
        ],
    );
    let style = format!("{}{STYLE}", style());
    // The script of pages sorts and filters the tables that are there when it runs.
    let script = format!("'use strict';\nfunction tools() {{{}}}\n{SCRIPT}", script());
    [("index.html", page), ("style.css", style), ("explorer.js", script)]
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .into()
}

/// A string of JavaScript.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Packed by gzip, the same bytes on any day.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
