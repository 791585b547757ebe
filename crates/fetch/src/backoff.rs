//! How long to wait before the next attempt, and when to give up.

use crate::settings::Settings;
use std::time::Duration;

/// Attempts at one thing. Delays double and have no random part, so that a run can be repeated.
#[derive(Debug)]
pub(crate) struct Backoff<'a> {
    settings: &'a Settings,
    failures: u32,
}

impl<'a> Backoff<'a> {
    pub(crate) fn new(settings: &'a Settings) -> Self {
        Self { settings, failures: 0 }
    }

    /// Forgets earlier failures, after an attempt that got further.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// Counts a failure and gives the delay before the next attempt, `None` when this was the last. Where a server
    /// asks for a longer delay it gets one, up to the longest allowed.
    pub(crate) fn next(&mut self, wish: Option<Duration>) -> Option<Duration> {
        self.failures += 1;
        if self.failures >= self.settings.attempts {
            return None;
        }
        let doubled = self.settings.first_delay.saturating_mul(1 << (self.failures - 1).min(20));
        Some(doubled.max(wish.unwrap_or_default()).min(self.settings.longest_delay))
    }

    /// Attempts so far that failed.
    pub(crate) fn failures(&self) -> u32 {
        self.failures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_longest_and_ends() {
        let settings = Settings { attempts: 9, ..Settings::default() };
        let mut backoff = Backoff::new(&settings);
        let delays: Vec<u64> = std::iter::from_fn(|| backoff.next(None)).map(|d| d.as_secs()).collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 32, 60, 60]);
        backoff.reset();
        assert_eq!(backoff.next(Some(Duration::from_secs(7))), Some(Duration::from_secs(7)));
        assert_eq!(backoff.next(Some(Duration::from_secs(9_000))), Some(settings.longest_delay));
    }
}
