//! Time limits, retries, sizes, and what may be asked.

use crate::pace::Pace;
use std::time::Duration;

/// Time limits, retries and sizes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Attempts in a row that may fail before a run gives up; at least 1.
    pub attempts: u32,
    /// Delay after the first failure; it doubles with every further one.
    pub first_delay: Duration,
    /// No delay is longer, whatever a server asks for.
    pub longest_delay: Duration,
    /// Time to connect.
    pub connect: Duration,
    /// Time without a single byte after which a connection counts as broken.
    pub silence: Duration,
    /// Bytes after which a file is refused, packed or unpacked.
    pub largest_file: u64,
    /// Whether the proxy that the environment names is used (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`).
    pub proxy: bool,
    /// The least that a server must send.
    pub pace: Pace,
    /// Addresses of the portals that the user named: these alone may be on this machine or in a private network.
    pub portals: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            attempts: 6,
            first_delay: Duration::from_secs(1),
            longest_delay: Duration::from_secs(60),
            connect: Duration::from_secs(30),
            silence: Duration::from_secs(60),
            largest_file: 64 << 30,
            proxy: true,
            pace: Pace::default(),
            portals: Vec::new(),
        }
    }
}
