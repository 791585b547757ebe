//! What has to be fetched, decided from what the portal lists and what is in the folder.

use crate::checksum::{Checked, Digests, Verdict};
use crate::ckan::{Portal, Resource, by_month};
use crate::client::Client;
use crate::manifest::{Downloads, Entry};
use crate::sources::{Ckan, Source};
use crate::{Error, Event, Watch, checksum, table};
use std::collections::BTreeMap;
use std::path::Path;
use unwarranted_core::Month;

/// A month that a portal lists, and the source that serves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The month.
    pub month: Month,
    /// The source.
    pub source: &'static Source,
    /// Its dataset.
    pub ckan: &'static Ckan,
    /// The resource, whose name is of the dataset's form.
    pub resource: Resource,
    /// Name of the resource.
    pub name: String,
}

/// Every month of some sources; the first source that lists a month serves it. `api` is the address of another portal.
///
/// # Errors
/// [`Error::Portal`] when a portal does not answer; one dataset of several that is gone is only noted.
pub fn list(
    client: &Client,
    sources: &[(&'static Source, &'static Ckan)],
    api: Option<&str>,
    watch: Watch<'_>,
) -> Result<Vec<Listed>, Error> {
    let mut months: BTreeMap<Month, Listed> = BTreeMap::new();
    let mut gone = Vec::new();
    for &(source, ckan) in sources {
        let portal = Portal::new(client, api.unwrap_or(&ckan.portal));
        let resources = match portal.package_show(&ckan.dataset, watch) {
            Err(error @ Error::NotListed(_)) => {
                gone.push(error);
                continue;
            }
            other => other?,
        };
        for (month, resource) in by_month(ckan, resources) {
            let name = resource.name.clone().unwrap_or_default();
            months.entry(month).or_insert(Listed { month, source, ckan, resource, name });
        }
    }
    if gone.len() == sources.len()
        && let Some(error) = gone.pop()
    {
        return Err(error);
    }
    for error in gone {
        watch(Event::Note(&error.to_string()));
    }
    Ok(months.into_values().collect())
}

/// The months from `from` to `to`, both included.
///
/// # Errors
/// [`Error::NotListed`] when the portal does not list all of them, [`Error::Option`] when `to` is before `from`.
pub fn select(listed: Vec<Listed>, from: Month, to: Month) -> Result<Vec<Listed>, Error> {
    if to < from {
        return Err(Error::Option(format!("`to {to}` is before `from {from}`")));
    }
    let has = |month: Month| listed.iter().any(|l| l.month == month);
    let missing: Vec<String> =
        (0..=to.since(from)).map(|n| from.plus(n)).filter(|m| !has(*m)).map(|m| m.to_string()).collect();
    if !missing.is_empty() {
        let known = match (listed.first(), listed.last()) {
            (Some(first), Some(last)) => format!("it lists {} to {}", first.month, last.month),
            _ => "it lists no month at all".to_owned(),
        };
        let problem = format!(
            "the portal does not list {}; {known}; nothing was fetched: choose months that `list` shows",
            missing.join(", ")
        );
        return Err(Error::NotListed(problem));
    }
    Ok(listed.into_iter().filter(|l| (from..=to).contains(&l.month)).collect())
}

/// What is to be done about a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The published file is there.
    PassOver,
    /// A file is there that no download is recorded for, and it is as the portal says; what could be checked.
    Adopt(Checked),
    /// It has to be fetched, and why. An intact copy of an earlier publication has the `ETag` given.
    Fetch(Why, Option<String>),
}

/// Why a file has to be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is not there.
    New,
    /// The portal has a later publication, or another one.
    Changed,
    /// The file that is there is not the one that was downloaded.
    Damaged,
    /// A file is there that no download is recorded for, and it is not known to be the published one.
    Unrecorded,
}

impl Why {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::New => "not there yet",
            Self::Changed => "published again since",
            Self::Damaged => "the file that is there is not the one that was downloaded",
            Self::Unrecorded => "the file that is there is not known to be the published one",
        }
    }
}

/// Decides about a month. Files that are there are read in full and compared with what was recorded.
///
/// # Errors
/// [`Error::Io`] when a file cannot be read.
pub fn decide(listed: &Listed, dir: &Path, downloads: &Downloads, watch: Watch<'_>) -> Result<Action, Error> {
    if let Some(entry) = downloads.newest(&listed.name) {
        let path = dir.join(&entry.file);
        let there = if path.is_file() { Some(checksum::of_file(&path, watch)?) } else { None };
        let intact = there.as_ref().is_some_and(|d| d.sha256 == entry.sha256);
        return Ok(match (there, same_publication(entry, listed)) {
            (None, _) => Action::Fetch(Why::New, None),
            (Some(_), _) if !intact => Action::Fetch(Why::Damaged, None),
            (Some(_), true) => Action::PassOver,
            (Some(there), false) => Action::Fetch(Why::Changed, etag(entry, listed, &there)),
        });
    }
    let path = dir.join(format!("{}.csv", listed.name));
    if !path.is_file() {
        return Ok(Action::Fetch(Why::New, None));
    }
    let (size, hash) = (listed.resource.size, listed.resource.hash.as_deref());
    Ok(match checksum::compare(&checksum::of_file(&path, watch)?, size, hash) {
        Verdict::Agrees { by: Checked::Nothing } | Verdict::Differs(_) => Action::Fetch(Why::Unrecorded, None),
        Verdict::Agrees { by: Checked::Length }
            if table::other(&table::beginning_of(&path)?, &listed.ckan.columns).is_some() =>
        {
            Action::Fetch(Why::Unrecorded, None)
        }
        Verdict::Agrees { by } => Action::Adopt(by),
    })
}

/// The `ETag` under which the copy that is there was fetched, unless the portal gives a length or hash that it has not.
fn etag(entry: &Entry, listed: &Listed, there: &Digests) -> Option<String> {
    let packed = entry.file.ends_with(".zip");
    let verdict = checksum::compare(there, listed.resource.size, listed.resource.hash.as_deref());
    let may_be = packed || matches!(verdict, Verdict::Agrees { .. });
    entry.transferred.as_ref().and_then(|t| t.etag.clone()).filter(|_| may_be)
}

fn same_publication(entry: &Entry, listed: &Listed) -> bool {
    let r = &listed.resource;
    let published = |modified: &Option<String>, created: &Option<String>| modified.clone().or_else(|| created.clone());
    entry.resource_id == r.id
        && published(&entry.last_modified, &entry.created) == published(&r.last_modified, &r.created)
        && entry.portal_bytes == r.size
        && entry.portal_hash == r.hash
}
