//! `unwarranted ingest`
use crate::cli::IngestArgs;
use anyhow::Result;
pub(super) fn run(_args: &IngestArgs) -> Result<()> {
    anyhow::bail!("shim")
}
