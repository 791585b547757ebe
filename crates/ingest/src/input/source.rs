//! Where the bytes of an input file come from: a file of a fixed length, or a stream with a limit.

use super::part::refuse;
use crate::error::Error;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

/// Bytes taken from standard input or a pipe, which say nothing of their length beforehand: all are held in memory.
const LONGEST_STREAM: u64 = 4 << 30;

/// Length and time of a file when it was opened, to find out whether it is still the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    pub(super) bytes: u64,
    modified: Option<SystemTime>,
}

impl State {
    pub(super) fn of(meta: &Metadata) -> Self {
        Self { bytes: meta.len(), modified: meta.modified().ok() }
    }

    /// Refuses a file that is no longer what it was.
    pub(super) fn unchanged(&self, path: &Path) -> Result<(), Error> {
        let now = Self::of(&std::fs::metadata(path).map_err(Error::io(path, "read"))?);
        if now == *self { Ok(()) } else { Err(changed(path, self.bytes, now.bytes)) }
    }
}

fn changed(path: &Path, before: u64, after: u64) -> Error {
    let problem = format!(
        "the file changed while it was read: it had {before} bytes at first and {after} later; wait until it is \
         complete, then try again"
    );
    refuse(&path.display().to_string(), problem)
}

/// The bytes of a file, or of standard input for `-`.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let shown = path.display().to_string();
    if path == Path::new("-") {
        return stream("standard input", &mut std::io::stdin().lock(), LONGEST_STREAM);
    }
    let meta = std::fs::metadata(path).map_err(Error::io(path, "read"))?;
    if meta.is_file() {
        let state = State::of(&meta);
        let mut file = File::open(path).map_err(Error::io(path, "read"))?;
        let bytes = whole(path, &mut file, state)?;
        state.unchanged(path)?;
        return Ok(bytes);
    }
    if meta.is_dir() {
        let problem = "this is a folder; give the files in it, for example with *.csv after the folder's name";
        return Err(refuse(&shown, problem));
    }
    if is_pipe(&meta) && is_open_already(path) {
        return stream(&shown, &mut File::open(path).map_err(Error::io(path, "read"))?, LONGEST_STREAM);
    }
    // A named pipe without a writer would wait for ever, and a device such as /dev/zero never ends.
    let kind = if is_pipe(&meta) { "a named pipe" } else { "a device or a socket" };
    Err(refuse(
        &shown,
        format!("this is {kind}, not a file; save what it gives as a file, or pass it on with | and the name -"),
    ))
}

/// As many bytes as the file had when it was opened, and no more.
fn whole(path: &Path, file: &mut impl Read, state: State) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    file.take(state.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(Error::io(path, "read"))?;
    let length = bytes.len() as u64;
    if length == state.bytes { Ok(bytes) } else { Err(changed(path, state.bytes, length)) }
}

fn stream(shown: &str, from: &mut impl Read, longest: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    from.take(longest + 1).read_to_end(&mut bytes).map_err(Error::io(Path::new(shown), "read"))?;
    if bytes.len() as u64 <= longest {
        return Ok(bytes);
    }
    Err(refuse(
        shown,
        format!(
            "this gives more than {longest} bytes, which are too many to hold; save them as a file and give the file"
        ),
    ))
}

/// Whether a path stands for what the shell has opened (`<(...)`, /dev/stdin), whose writer is there.
fn is_open_already(path: &Path) -> bool {
    ["/dev/fd", "/dev/stdin", "/proc/self/fd"].iter().any(|place| path.starts_with(place))
}

#[cfg(unix)]
fn is_pipe(meta: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&meta.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rates.csv");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn a_file_that_grows_or_shrinks_is_refused() {
        let (_folder, path) = with_file("area,observed\n00L,5\n");
        let state = State::of(&std::fs::metadata(&path).unwrap());
        assert_eq!(read(&path).unwrap().len(), 20);
        assert!(state.unchanged(&path).is_ok());
        for text in ["area,observed\n00L,5\n00M,6\n", "area\n"] {
            std::fs::write(&path, text).unwrap();
            let of_length = whole(&path, &mut File::open(&path).unwrap(), state).unwrap_err().to_string();
            let of_state = state.unchanged(&path).unwrap_err().to_string();
            assert!(of_length.contains("changed while it was read: it had 20 bytes"), "{of_length}");
            assert!(of_state.contains("changed while it was read: it had 20 bytes"), "{of_state}");
        }
        // It never ends, and still no more than one byte beyond the length is read.
        let endless = whole(&path, &mut std::io::repeat(b'1'), state).unwrap_err().to_string();
        assert!(endless.contains("20 bytes at first and 21 later"), "{endless}");
    }

    #[test]
    fn a_stream_without_end_is_refused() {
        let text = stream("standard input", &mut std::io::repeat(b'1'), 1_000).unwrap_err().to_string();
        assert!(text.contains("standard input") && text.contains("more than 1000 bytes"), "{text}");
        assert_eq!(stream("x", &mut &b"12345"[..], 5).unwrap(), b"12345");
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_file_is_refused_at_once() {
        let (folder, _) = with_file("");
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for (path, says) in [
            (pipe.as_path(), "a named pipe"),
            (socket.as_path(), "a device or a socket"),
            (Path::new("/dev/zero"), "a device or a socket"),
            (folder.path(), "this is a folder"),
        ] {
            let text = read(path).unwrap_err().to_string();
            assert!(text.contains(says), "{text}");
        }
    }
}
