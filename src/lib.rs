//! Facade of the workspace.
