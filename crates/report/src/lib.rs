//! Reports: one self-contained page, tables to take away and a provenance manifest.
