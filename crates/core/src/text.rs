//! Numbers and nouns as they stand in sentences.

/// `value` with `decimals` decimals and thousands separators.
///
/// ```
/// use unwarranted_core::text::thousands;
/// assert_eq!(thousands(1_234_567.891, 1), "1,234,567.9");
/// assert_eq!(thousands(-0.001, 2), "0.00");
/// ```
#[must_use]
pub fn thousands(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let grouped = grouped(whole);
    let sign = if value < 0.0 && plain.chars().any(|c| matches!(c, '1'..='9')) { "-" } else { "" };
    format!("{sign}{grouped}{rest}")
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A whole number with thousands separators: `54,553,214`.
///
/// ```
/// use unwarranted_core::text::whole;
/// assert_eq!([0, 999, 1_000, -1_234_567].map(whole), ["0", "999", "1,000", "-1,234,567"]);
/// ```
#[must_use]
pub fn whole(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string()))
}

/// A number with its noun: `1 row`, `7,359 practices`.
///
/// ```
/// use unwarranted_core::text::counted;
/// assert_eq!([0, 1, 1_200].map(|n| counted(n, "row", "rows")), ["0 rows", "1 row", "1,200 rows"]);
/// ```
#[must_use]
pub fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", whole(number), if number == 1 { one } else { many })
}

/// The verb of `number` things: `1 area is`, `2 areas are`.
///
/// ```
/// use unwarranted_core::text::be;
/// assert_eq!([0, 1, 2].map(be), ["are", "is", "are"]);
/// ```
#[must_use]
pub fn be(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

/// The text with a capital first letter.
///
/// ```
/// use unwarranted_core::text::capitalised;
/// assert_eq!(["", "éa", "Items"].map(capitalised), ["", "Éa", "Items"]);
/// ```
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A title as it stands within a sentence: without the capital of its first word, unless that word is an acronym, a code or a
/// proper name. A name is known by an apostrophe ("Parkinson's"), by a capital in the word after it ("Better Care Fund"), or
/// from a short list. The words after the first stay as they are.
///
/// ```
/// use unwarranted_core::text::within_sentence as within;
/// assert_eq!(["Hip replacements", "Omega-3 compounds", "Children's asthma"].map(within), [
///     "hip replacements", "omega-3 compounds", "children's asthma"
/// ]);
/// for same in ["NHS spending", "DPP-4 inhibitors", "B12 injections", "C-section rate", "GnRH analogues", "A&E visits",
///     "Crohn's disease", "Better Care Fund", "England's bill", "Dupuytren release", "statins", ""]
/// {
///     assert_eq!(within(same), same);
/// }
/// ```
#[must_use]
pub fn within_sentence(title: &str) -> String {
    let mut words = title.split_whitespace();
    let first = words.next().unwrap_or_default();
    let next_is_name = words.next().is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase))
        && title.split_whitespace().nth(1).is_some_and(|word| word.chars().any(char::is_lowercase));
    if keeps_capital(first) || next_is_name {
        return title.to_owned();
    }
    let mut letters = title.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn keeps_capital(word: &str) -> bool {
    const NAMES: [&str; 12] = [
        "England",
        "English",
        "Britain",
        "British",
        "Europe",
        "European",
        "London",
        "Dupuytren",
        "Botox",
        "Scotland",
        "Wales",
        "Ireland",
    ];
    const PEOPLE: [&str; 9] = ["Children", "Women", "Men", "People", "Person", "Patient", "Adult", "Mother", "Infant"];
    let begins = word.split('-').next().unwrap_or_default();
    let mut rest = begins.chars().skip(1).peekable();
    let code = rest.peek().is_none() || rest.any(|c| c.is_uppercase() || c.is_ascii_digit());
    let owner = word.strip_suffix("'s").or_else(|| word.strip_suffix("\u{2019}s"));
    let named = owner.is_some_and(|owner| !PEOPLE.contains(&owner));
    code && begins != "A" || named || NAMES.contains(&word.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// Lines of at most `width` characters, broken at spaces; a longer word has a line of its own.
///
/// ```
/// use unwarranted_core::text::wrapped;
/// assert_eq!(wrapped("a few words", 6), ["a few", "words"]);
/// assert_eq!(wrapped("a few words", 11), ["a few words"]);
/// ```
#[must_use]
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The singular of an English plural: of its last word, or of the one before "of" or "in". Words that do not end like a
/// plural stay as they are.
///
/// ```
/// use unwarranted_core::text::singular;
/// let many = ["CCGs", "sub-ICB locations", "local authorities", "practices", "parishes", "areas of England", "NHS"];
/// let one = ["CCG", "sub-ICB location", "local authority", "practice", "parish", "area of England", "NHS"];
/// assert_eq!(many.map(singular), one);
/// ```
#[must_use]
pub fn singular(plural: &str) -> String {
    let head = [" of ", " in "].iter().filter_map(|p| plural.find(p)).min().unwrap_or(plural.len());
    let (noun, rest) = plural.split_at(head);
    let one = match noun {
        n if n.ends_with("ss") => n.to_owned(),
        n if n.ends_with("ies") => format!("{}y", &n[..n.len() - 3]),
        n if ["ches", "shes", "xes", "sses"].iter().any(|e| n.ends_with(e)) => n[..n.len() - 2].to_owned(),
        n => n.strip_suffix(['s', 'S']).filter(|_| !n.ends_with("NHS")).unwrap_or(n).to_owned(),
    };
    one + rest
}
