//! What a page calls.

use crate::PAGE;

/// Room for a message of so many bytes, to be written before `answer` is called.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn reserve(bytes: usize) -> *mut u8 {
    PAGE.with_borrow_mut(|page| page.reserve(bytes))
}

/// Answers the message that was written; gives the length of the answer in bytes.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn answer() -> usize {
    PAGE.with_borrow_mut(crate::Page::answer)
}

/// Where the answer lies, until the next call.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn said() -> *const u8 {
    PAGE.with_borrow(|page| page.said.as_ptr())
}
