//! Files that were found in folders and are not in the store.

/// A file found in a folder, or a member of an archive there, that is not in the store.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Refused {
    /// Path below the folder that was named, with `/`.
    pub file: String,
    /// Name of the member, for an archive.
    pub member: Option<String>,
    /// Identifier of the layout, where it was recognised.
    pub format: Option<String>,
    /// What kind of reason.
    pub why: Refusal,
    /// The reason in words.
    pub reason: String,
    /// When it was first refused for this reason (RFC 3339), as the caller said.
    pub when: String,
}

/// Why a file is not in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// It is in a layout that the store does not take: nothing is amiss.
    UnknownLayout,
    /// It is of a known layout, but it cannot be used as it is.
    Stopped,
    /// It cannot be read, so its contents are unknown.
    Unreadable,
}
