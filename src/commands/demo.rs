//! `unwarranted demo`
use crate::cli::DemoArgs;
use anyhow::Result;
pub(super) fn run(_args: &DemoArgs) -> Result<()> {
    anyhow::bail!("shim")
}
