//! The British National Formulary as the NHS Business Services Authority codes it.

pub(crate) mod adq;
pub(crate) mod changes;
pub(crate) mod code_list;
pub(crate) mod gp_chemicals;

pub(super) const NHSBSA: &str = "NHS Business Services Authority";
pub(super) const NHSBSA_ATTRIBUTION: &str =
    "Contains NHSBSA data: BNF code information, licensed under the Open Government Licence v3.0.";

/// How many characters the code of each level has: chapter, section, paragraph, subparagraph, chemical, product,
/// presentation. Appliances have 11 at the last two levels.
pub(super) const LENGTHS: [usize; 7] = [2, 4, 6, 7, 9, 11, 15];

/// Whether a text has the form of a BNF code of any level: it begins with the two digits of a chapter.
pub(super) fn is_code(text: &str) -> bool {
    LENGTHS.contains(&text.len())
        && text.bytes().take(2).all(|b| b.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}
