//! Input files as decoded text: plain, gzip or zip; UTF-8 with or without BOM, or latin-1.
