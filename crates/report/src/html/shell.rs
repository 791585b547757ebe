//! What every page has around what it says.

use super::SCRIPT;
use crate::manifest::Manifest;
use base64::Engine as _;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The title of the window, the head and the foot of a page.
#[derive(Debug, Serialize)]
pub(super) struct Shell {
    pub title: String,
    pub synthetic: bool,
    pub program: String,
    /// Content-Security-Policy.
    pub policy: String,
    /// What leads from the page to the folder of the report.
    pub base: &'static str,
    /// Whether style and script are files of the folder rather than in the page.
    pub shared: bool,
}

impl Shell {
    /// Of a page that the program of a manifest makes.
    pub(super) fn of(manifest: &Manifest, title: String, synthetic: bool, place: Place) -> Self {
        let program = format!("{} {}", manifest.program, manifest.version);
        let policy = security_policy(place.shared());
        Self { title, synthetic, program, policy, base: place.base(), shared: place.shared() }
    }

    /// The same at another place.
    pub(super) fn at(self, place: Place) -> Self {
        Self { policy: security_policy(place.shared()), base: place.base(), shared: place.shared(), ..self }
    }
}

/// Where a page lies among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Alone in its folder, with methods and provenance.
    Alone,
    /// In a site, this many folders deep.
    Site(usize),
}

impl Place {
    fn base(self) -> &'static str {
        match self {
            Self::Alone | Self::Site(0) => "",
            Self::Site(1) => "../",
            Self::Site(_) => "../../",
        }
    }

    /// What leads from a page at this path to the folder of the report.
    pub(super) fn base_of(self, path: &str) -> &'static str {
        if self == Self::Alone && path.contains('/') { "../" } else { self.base() }
    }

    fn shared(self) -> bool {
        self != Self::Alone
    }
}

/// Nothing may be loaded but style and script of the folder where pages share them, and no script may run but theirs.
fn security_policy(shared: bool) -> String {
    if shared {
        // Some browsers take no file of a folder for one of the same origin.
        let style = "style-src 'self' file: 'unsafe-inline'; script-src 'self' file:";
        return format!("default-src 'none'; {style}; img-src 'self' file: data:; base-uri 'none'; form-action 'none'");
    }
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:; script-src 'sha256-{hash}'; base-uri 'none'; \
         form-action 'none'"
    )
}
