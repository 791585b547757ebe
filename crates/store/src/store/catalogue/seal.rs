//! The seal of a catalogue: whether it is as it was written.

use unwarranted_ingest::input::sha256_hex;

/// The first version with a seal.
const SEALED: u32 = 4;

/// The key of the first line, which seals everything after it.
const SEAL: &str = "{\n  \"seal\": \"";

/// The text of a catalogue with a seal: the SHA-256 of everything after the line of the seal.
pub(super) fn sealed(json: &str) -> String {
    let rest = json.strip_prefix("{\n").unwrap_or(json).to_owned() + "\n";
    format!("{SEAL}{}\",\n{rest}", sha256_hex(rest.as_bytes()))
}

/// Refuses a catalogue that is not as it was written. Those of versions without a seal pass.
pub(super) fn check(text: &str, schema: u32) -> Result<(), String> {
    let same = || {
        let (seal, rest) = text.strip_prefix(SEAL)?.split_once("\",\n")?;
        Some(seal == sha256_hex(rest.as_bytes()))
    };
    if schema >= SEALED && same() != Some(true) {
        return Err("the catalogue was changed or damaged after it was written (its seal does not fit)".to_owned());
    }
    Ok(())
}
