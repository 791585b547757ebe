//! The store: Parquet files with a catalogue.
