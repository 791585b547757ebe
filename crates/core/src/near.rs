//! What somebody who mistyped a word may have meant.

/// Most suggestions.
const MOST: usize = 3;

/// The words nearest to `wanted`, the nearest first, at most three: those that contain it, and those that are it but for a
/// few letters added, lost, changed or exchanged (a third of them). Capitals and punctuation do not count.
///
/// ```
/// use unwarranted_core::near::near;
/// let levels = ["practice", "ccg", "stp", "icb", "region"];
/// assert_eq!(near("cgc", levels), ["ccg"]);
/// assert_eq!(near("Practices", levels), ["practice"]);
/// assert_eq!(near("barnsley", ["NHS Barnsley CCG", "NHS Bury CCG"]), ["NHS Barnsley CCG"]);
/// assert!(near("hospital", levels).is_empty());
/// ```
#[must_use]
pub fn near<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let own = folded(wanted);
    let distance = |word: &&'a str| {
        let other = folded(word);
        let inside = own.len() >= 3 && contains(&other, &own);
        let far = if inside { 0 } else { edits(&own, &other) };
        (far <= own.len() / 3).then_some((far, *word))
    };
    let mut found: Vec<(usize, &str)> = known.into_iter().filter_map(|word| distance(&word)).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(MOST).map(|(_, word)| word).collect()
}

/// `; did you mean 'a' or 'b'?`, as it follows what is wrong; blank where nothing is near.
///
/// ```
/// use unwarranted_core::near::did_you_mean;
/// assert_eq!(did_you_mean("cgc", ["ccg", "region"]), "; did you mean 'ccg'?");
/// assert_eq!(did_you_mean("hospital", ["ccg", "region"]), "");
/// ```
#[must_use]
pub fn did_you_mean<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = near(wanted, known).into_iter().map(|word| format!("'{word}'")).collect();
    if words.is_empty() { String::new() } else { format!("; did you mean {}?", words.join(" or ")) }
}

/// Letters and digits in lower case.
fn folded(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn contains(text: &[char], part: &[char]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// How many letters must be added, removed, changed or exchanged with their neighbour to make one text of the other
/// (optimal string alignment; Damerau 1964, Communications of the ACM 7:171).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let changed = row[j] + usize::from(x != y);
            let mut least = changed.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        let of = |a: &str, b: &str| edits(&folded(a), &folded(b));
        assert_eq!([of("", "abc"), of("kitten", "sitting"), of("ca", "ac"), of("a-b", "AB")], [3, 3, 1, 0]);
    }

    #[test]
    fn the_nearest_come_first_and_few() {
        let known = ["indicator-91001-count", "indicator-91001-denominator", "indicator-91001", "other"];
        assert_eq!(near("indicator-91001-cuont", known)[0], "indicator-91001-count");
        assert_eq!(near("indicator", ["indicator-1", "indicator-2", "indicator-3", "indicator-4"]).len(), 3);
        assert!(near("", known).is_empty());
    }
}
