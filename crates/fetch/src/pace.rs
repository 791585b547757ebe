//! A limit for servers that send, but so slowly that nobody would wait.

use std::io::{self, Read};
use std::time::{Duration, Instant};

/// The least that must arrive, and the most time that all of it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// Bytes that must arrive in every window.
    pub bytes: u64,
    /// The window.
    pub window: Duration,
    /// Time in which a file must have arrived, over all attempts.
    pub whole: Duration,
}

/// A connection of 1 KiB a second needs two months for a month of prescribing: below that something is wrong.
impl Default for Pace {
    fn default() -> Self {
        Self { bytes: 30 << 10, window: Duration::from_secs(30), whole: Duration::from_secs(24 * 3600) }
    }
}

/// Reads from a server, and fails when it is slower than its [`Pace`]. The end of the last window is not judged.
pub(crate) struct Paced<'a, R> {
    from: R,
    pace: &'a Pace,
    /// When the first attempt began.
    since: Instant,
    window: Instant,
    bytes: u64,
}

impl<'a, R: Read> Paced<'a, R> {
    pub(crate) fn new(from: R, pace: &'a Pace, since: Instant) -> Self {
        Self { from, pace, since, window: Instant::now(), bytes: 0 }
    }

    fn judge(&mut self) -> io::Result<()> {
        let Pace { bytes, window, whole } = self.pace;
        let slow = |problem: String| Err(io::Error::new(io::ErrorKind::TimedOut, problem));
        if self.since.elapsed() >= *whole {
            return slow(format!("it has taken more than {} s", whole.as_secs_f32()));
        }
        if self.window.elapsed() >= *window {
            if self.bytes < *bytes {
                let seconds = window.as_secs_f32();
                return slow(format!(
                    "the server sent {} bytes in {seconds} s; at least {bytes} are expected",
                    self.bytes
                ));
            }
            (self.window, self.bytes) = (Instant::now(), 0);
        }
        Ok(())
    }
}

impl<R: Read> Read for Paced<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(buffer)?;
        self.bytes += n as u64;
        if n > 0 {
            self.judge()?;
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at every call, for ever.
    struct Drip;

    impl Read for Drip {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            std::thread::sleep(Duration::from_millis(1));
            buffer[0] = b'1';
            Ok(1)
        }
    }

    #[test]
    fn a_drip_ends_by_its_rate_and_a_stream_by_the_whole_time() {
        let rate = Pace { bytes: 1 << 20, window: Duration::from_millis(20), whole: Duration::from_secs(3600) };
        let whole = Pace { bytes: 0, window: Duration::from_millis(20), whole: Duration::from_millis(40) };
        for (pace, says) in [(rate, "at least 1048576 are expected"), (whole, "it has taken more than 0.04 s")] {
            let error = Paced::new(Drip, &pace, Instant::now()).read_to_end(&mut Vec::new()).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        }
    }
}
