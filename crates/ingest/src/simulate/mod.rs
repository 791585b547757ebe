//! A small synthetic health service in the publishers' layouts.
