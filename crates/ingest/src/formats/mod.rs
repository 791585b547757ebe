//! Publisher layouts, one file each.
