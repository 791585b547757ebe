//! Names of treatments that fit and can be told apart.

/// The titles as `fit` cuts them. Where several would be cut to the same, they are shown without the beginning that they have in
/// common: "… herbal medicines" and "… lidocaine plasters".
pub(super) fn distinct(titles: &[&str], fit: impl Fn(&str) -> String) -> Vec<String> {
    let cut: Vec<String> = titles.iter().map(|title| fit(title)).collect();
    let one = |(i, own): (usize, &String)| {
        let alike: Vec<&str> = (0..titles.len()).filter(|k| cut[*k] == *own).map(|k| titles[k]).collect();
        let differ = alike.iter().any(|title| *title != titles[i]);
        if differ { fit(&format!("… {}", &titles[i][in_common(&alike)..])) } else { own.clone() }
    };
    cut.iter().enumerate().map(one).collect()
}

/// Bytes that all begin with, up to the end of a word or of a dash, and short of a whole title.
fn in_common(titles: &[&str]) -> usize {
    let first = titles[0];
    let ends = first.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, c)| at + c.len_utf8());
    ends.rev().find(|end| titles.iter().all(|t| t.len() > *end && t.starts_with(&first[..*end]))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twelve characters of a title.
    fn fit(title: &str) -> String {
        if title.chars().count() <= 12 {
            return title.to_owned();
        }
        title.chars().take(11).collect::<String>().trim_end().to_owned() + "…"
    }

    #[test]
    fn names_that_would_be_cut_alike_show_what_differs() {
        let titles = [
            "Not routine in care - herbs",
            "Not routine in care - lidocaine",
            "Silver dressings of all kinds",
            "Gluten",
        ];
        assert_eq!(distinct(&titles, fit), ["… herbs", "… lidocaine", "Silver dres…", "Gluten"]);
        // The same title twice has nothing that differs, and one that ends where the other goes on keeps its last word.
        assert_eq!(distinct(&["Opioids in high doses"; 2], fit), ["Opioids in…", "Opioids in…"]);
        let longer = ["Opioids in high doses", "Opioids in high doses (mg)"];
        assert_eq!(distinct(&longer, fit), ["… doses", "… doses (mg)"]);
        assert_eq!(distinct(&["Thé à la menthe verte", "Thé à la menthe noire"], fit), ["… verte", "… noire"]);
    }
}
