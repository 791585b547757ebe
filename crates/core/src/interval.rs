//! Intervals of counts and proportions.
