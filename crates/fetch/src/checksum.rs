//! Lengths and hashes, and whether they are those that a portal gives.

use crate::{Error, Event, Watch};
use md5::Md5;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// Length and hashes of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests {
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// MD5 in hexadecimal: portals give it. It guards against accidents, not against intent.
    pub md5: String,
}

/// Takes bytes and yields their [`Digests`].
#[derive(Debug, Default)]
pub struct Hasher {
    bytes: u64,
    sha256: Sha256,
    md5: Md5,
}

impl Hasher {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.sha256.update(bytes);
        self.md5.update(bytes);
    }

    /// The digests of everything taken.
    #[must_use]
    pub fn finish(self) -> Digests {
        Digests { bytes: self.bytes, sha256: hex(&self.sha256.finalize()), md5: hex(&self.md5.finalize()) }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The digests of a file, read from disk.
///
/// # Errors
/// [`Error::Io`] when the file cannot be read.
pub fn of_file(path: &Path, watch: Watch<'_>) -> Result<Digests, Error> {
    let mut file = std::fs::File::open(path).map_err(Error::io(path, "open"))?;
    let total = file.metadata().map_err(Error::io(path, "read"))?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    watch(Event::Begin { step: "checking", file: &name, from: 0, total: Some(total) });
    let mut hasher = Hasher::default();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer).map_err(Error::io(path, "read"))? {
            0 => return Ok(hasher.finish()),
            n => hasher.update(&buffer[..n]),
        }
        watch(Event::At(hasher.bytes));
    }
}

/// How some bytes compare with what a portal says about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that the portal gives agrees.
    Agrees {
        /// Whether a hash was among it, or only the length, or nothing.
        by: Checked,
    },
    /// Something does not: in words.
    Differs(String),
}

/// What of the bytes could be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// The portal gives neither length nor hash.
    Nothing,
    /// The portal gives no hash that is known here.
    Length,
    /// The hash.
    Hash,
}

/// Compares bytes with the length and the hash that a portal gives; MD5 and SHA-256 are known by their length, other
/// kinds of hash are not compared.
#[must_use]
pub fn compare(found: &Digests, size: Option<u64>, hash: Option<&str>) -> Verdict {
    if let Some(size) = size.filter(|size| *size != found.bytes) {
        return Verdict::Differs(format!("the portal says {size} bytes and {} arrived", found.bytes));
    }
    let hash = hash.map(|h| h.rsplit(':').next().unwrap_or(h).trim().to_ascii_lowercase());
    let hash = hash.filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
    let ours = match hash.as_ref().map(String::len) {
        Some(32) => &found.md5,
        Some(64) => &found.sha256,
        _ => return Verdict::Agrees { by: if size.is_some() { Checked::Length } else { Checked::Nothing } },
    };
    match hash {
        Some(hash) if hash != *ours => {
            Verdict::Differs(format!("the portal says hash {hash} and the bytes have {ours}"))
        }
        _ => Verdict::Agrees { by: Checked::Hash },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn abc() -> Digests {
        let mut hasher = Hasher::default();
        hasher.update(b"a");
        hasher.update(b"bc");
        hasher.finish()
    }

    #[test]
    fn the_published_test_vectors() {
        // RFC 1321 and FIPS 180-4.
        assert_eq!(abc().md5, "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(abc().sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(abc().bytes, 3);
    }

    #[test]
    fn compares_what_there_is() {
        fn agrees(size: Option<u64>, hash: Option<&str>) -> Verdict {
            compare(&abc(), size, hash)
        }
        assert_eq!(agrees(None, None), Verdict::Agrees { by: Checked::Nothing });
        assert_eq!(agrees(Some(3), None), Verdict::Agrees { by: Checked::Length });
        assert_eq!(agrees(Some(3), Some("9a3b")), Verdict::Agrees { by: Checked::Length });
        assert_eq!(agrees(None, Some("md5:900150983CD24FB0D6963F7D28E17F72")), Verdict::Agrees { by: Checked::Hash });
        assert_eq!(agrees(Some(3), Some(&abc().sha256)), Verdict::Agrees { by: Checked::Hash });
        assert!(matches!(agrees(Some(4), Some(&abc().sha256)), Verdict::Differs(_)));
        assert!(matches!(agrees(Some(3), Some(&"0".repeat(64))), Verdict::Differs(_)));
        assert!(matches!(agrees(None, Some(&"0".repeat(32))), Verdict::Differs(_)));
    }
}
