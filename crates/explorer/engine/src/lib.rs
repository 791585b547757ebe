//! The engine of the explorer as WebAssembly: texts go in and out through the memory that the page shares with it.
//!
//! The page calls `reserve` with the length of a message in bytes, writes the message where it says, calls `answer`, which gives
//! the length of the answer, and reads that from where `said` points.

#[allow(unsafe_code, reason = "names that a page calls must not be mangled")]
mod exports;

use std::cell::RefCell;
use unwarranted_explorer::Session;

/// One page: its session, the message that it writes and the answer that it reads.
#[derive(Debug, Default)]
struct Page {
    session: Session,
    heard: Vec<u8>,
    said: Vec<u8>,
}

thread_local! {
    static PAGE: RefCell<Page> = RefCell::default();
}

impl Page {
    /// Room for a message of so many bytes.
    fn reserve(&mut self, bytes: usize) -> *mut u8 {
        self.heard = vec![0; bytes];
        self.heard.as_mut_ptr()
    }

    /// Answers the message; gives the length of the answer.
    fn answer(&mut self) -> usize {
        let heard = std::mem::take(&mut self.heard);
        self.said = self.session.take(&String::from_utf8_lossy(&heard)).into_bytes();
        self.said.len()
    }
}
