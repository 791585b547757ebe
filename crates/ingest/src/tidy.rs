//! Tidy CSV: one row per area, period and treatment.
