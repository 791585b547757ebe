//! The list of BNF codes, from chapters to presentations.

use super::Plan;
use super::made::Totals;
use crate::digits::quoted;
use crate::formulary::{Substance, chapter_name};
use std::io::{Result as Written, Write};

const HEADER: &str = "BNF Chapter,BNF Chapter Code,BNF Section,BNF Section Code,BNF Paragraph,BNF Paragraph Code,\
    BNF Subparagraph,BNF Subparagraph Code,BNF Chemical Substance,BNF Chemical Substance Code,BNF Product,BNF Product Code,\
    BNF Presentation,BNF Presentation Code";

/// One row for each presentation.
pub(super) fn codes(plan: &Plan, _: usize, out: &mut dyn Write, totals: &mut Totals) -> Written<()> {
    writeln!(out, "{HEADER}")?;
    for substance in &plan.substances {
        let chapter = format!("{},{}", quoted(chapter_name(substance.chapter())), &substance.bnf[..2]);
        for form in &substance.forms {
            writeln!(out, "{chapter},{},{},{}", upper(substance, &form.bnf), form.description, form.bnf)?;
            totals.count("rows", 1);
        }
    }
    Ok(())
}

/// From the section to the product; appliances have stand-ins between section and presentation.
fn upper(substance: &Substance, bnf: &str) -> String {
    let name = |what: &str, length: usize| format!("Synthetic {what} {},{}", &bnf[..length], &bnf[..length]);
    let stand_in = |what: &str, code: &str| format!("DUMMY {what} {code},{code}");
    if bnf.len() == 15 {
        let (chemical, product) = (&bnf[..9], &bnf[..11]);
        let levels = [name("section", 4), name("paragraph", 6), name("subparagraph", 7)];
        return format!("{},{},{chemical},{},{product}", levels.join(","), substance.name, substance.name);
    }
    let section = format!("{},{}", substance.name, &bnf[..4]);
    let paragraph = format!("{}00", &bnf[..4]);
    let levels = [
        section,
        stand_in("PARAGRAPH", &paragraph),
        stand_in("SUB-PARAGRAPH", &format!("{paragraph}0")),
        stand_in("CHEMICAL SUBSTANCE", &format!("{paragraph}0{}", &bnf[9..])),
        stand_in("PRODUCT", bnf),
    ];
    levels.join(",")
}
