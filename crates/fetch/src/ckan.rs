//! What a portal that runs CKAN publishes.
//!
//! The actions are `package_show` and `resource_show` of version 3 of the API.

use crate::client::Client;
use crate::sources::Ckan;
use crate::{Error, Watch};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use unwarranted_core::Month;

/// One file on a portal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Resource {
    /// Identifier on the portal.
    pub id: String,
    /// Name, such as `EPD_202001`.
    #[serde(default, deserialize_with = "text")]
    pub name: Option<String>,
    /// Address of the file.
    #[serde(default, deserialize_with = "text")]
    pub url: Option<String>,
    /// Address of the same file in a zip archive. The portal of the NHSBSA gives one, which holds for an hour.
    #[serde(default, deserialize_with = "text")]
    pub zip_url: Option<String>,
    /// Length of the file at `url` in bytes, where the portal gives one.
    #[serde(default, deserialize_with = "number")]
    pub size: Option<u64>,
    /// Hash of the file at `url`, where the portal gives one.
    #[serde(default, deserialize_with = "text")]
    pub hash: Option<String>,
    /// When it was first published.
    #[serde(default, deserialize_with = "text")]
    pub created: Option<String>,
    /// When it was last published; empty on a portal until it is changed for the first time.
    #[serde(default, deserialize_with = "text")]
    pub last_modified: Option<String>,
}

impl Resource {
    /// When these bytes were published: `last_modified`, or `created` where that is empty.
    #[must_use]
    pub fn published(&self) -> Option<&str> {
        self.last_modified.as_deref().or(self.created.as_deref())
    }
}

/// A text that may be empty or null, which is the same as missing.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.filter(|text| !text.trim().is_empty()))
}

/// A length: portals write it as a number or as text. Zero stands for unknown on some, and no file here is empty.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    let found = value.as_u64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
    Ok(found.filter(|size| *size > 0))
}

/// A portal.
#[derive(Debug)]
pub struct Portal<'a> {
    client: &'a Client,
    base: String,
}

impl<'a> Portal<'a> {
    /// The portal at an address, with or without a final slash.
    #[must_use]
    pub fn new(client: &'a Client, base: &str) -> Self {
        Self { client, base: base.trim_end_matches('/').to_owned() }
    }

    /// The resources of a dataset, as the portal lists them.
    ///
    /// # Errors
    /// [`Error::Portal`] when the portal does not answer or answers something else, [`Error::NotListed`] when it does not
    /// know the dataset.
    pub fn package_show(&self, dataset: &str, watch: Watch<'_>) -> Result<Vec<Resource>, Error> {
        #[derive(Deserialize)]
        struct Package {
            resources: Vec<Resource>,
        }
        Ok(self.action::<Package>("package_show", dataset, watch)?.resources)
    }

    /// One resource, with an address of its archive that is fresh.
    ///
    /// # Errors
    /// As [`Portal::package_show`].
    pub fn resource_show(&self, id: &str, watch: Watch<'_>) -> Result<Resource, Error> {
        self.action("resource_show", id, watch)
    }

    fn action<T: serde::de::DeserializeOwned>(&self, action: &str, id: &str, watch: Watch<'_>) -> Result<T, Error> {
        let safe = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let url = format!("{}/api/3/action/{action}?id={id}", self.base);
        if !id.chars().all(safe) {
            return Err(Error::Portal {
                url,
                problem: "the identifier has characters that it must not have".to_owned(),
            });
        }
        let answer = self.client.json(&url, watch)?;
        if answer["success"] == false {
            let says = answer["error"]["message"].as_str().unwrap_or("no reason given");
            return Err(Error::NotListed(format!("{url}: the portal does not give '{id}': {says}")));
        }
        serde_json::from_value(answer["result"].clone()).map_err(|e| {
            let problem = format!("the portal's answer is not as expected ({e}); its interface may have changed");
            Error::Portal { url, problem }
        })
    }
}

/// The months of a dataset: of several resources for one month the one published last, of those published at the same
/// time the one listed last.
#[must_use]
pub fn by_month(ckan: &Ckan, resources: Vec<Resource>) -> BTreeMap<Month, Resource> {
    let mut months: BTreeMap<Month, Resource> = BTreeMap::new();
    for resource in resources {
        let Some(month) = resource.name.as_deref().and_then(|name| ckan.month(name)) else { continue };
        match months.get(&month) {
            Some(other) if other.published() > resource.published() => {}
            _ => drop(months.insert(month, resource)),
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_of_every_kind_are_read() {
        let read = |value| serde_json::from_value::<Resource>(value).unwrap();
        let full =
            read(json!({"id": "1", "name": "EPD_202001", "url": "u", "size": "12", "hash": "", "mimetype": "text/csv",
            "created": "2020-03-04T12:13:14.000000", "last_modified": null}));
        assert_eq!(
            (full.size, full.hash.as_deref(), full.published()),
            (Some(12), None, Some("2020-03-04T12:13:14.000000"))
        );
        for size in [json!(null), json!(0), json!("unknown"), json!(-1), json!({})] {
            assert_eq!(read(json!({"id": "1", "size": size})).size, None);
        }
        assert!(serde_json::from_value::<Resource>(json!({"name": "no id"})).is_err());
    }

    #[test]
    fn the_later_publication_of_a_month_wins() {
        let ckan = crate::sources::find("epd-v2").unwrap()[0].1;
        let resource = |id: &str, name: &str, created: Option<&str>, modified: Option<&str>| {
            serde_json::from_value(json!({"id": id, "name": name, "created": created, "last_modified": modified}))
                .unwrap()
        };
        let months = by_month(
            ckan,
            vec![
                resource("new", "EPD_202001", Some("2020-03-04"), Some("2020-05-01")),
                resource("old", "EPD_202001", Some("2020-03-05"), None),
                resource("undated", "EPD_202002", None, None),
                resource("dated", "EPD_202002", Some("2020-04-01"), None),
                resource("first", "EPD_202003", None, None),
                resource("second", "EPD_202003", None, None),
                resource("other", "Data dictionary", None, None),
            ],
        );
        let ids: Vec<&str> = months.values().map(|r| r.id.as_str()).collect();
        assert_eq!(ids, ["new", "dated", "second"]);
    }
}
