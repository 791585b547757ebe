//! Substances with the names and codes that the BNF gives them, so that the treatments that come defined catch them.
//! Everything else that is said of them is invented.

use super::{Form, Need, Substance};
use Need::{Age, Alike, Deprivation, Register};

/// A substance with a name, as it stands in the list.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    bnf: &'static str,
    name: &'static str,
    /// Persons per 1,000 patients, months of stay, items per person and month.
    people: (f64, f64, i64),
    /// Of area effects (logarithm) and of practice habits.
    spreads: [f64; 2],
    need: Need,
    season: f64,
    growth: f64,
    widening: f64,
    differ: f64,
    spatial: f64,
    stops: bool,
    forms: &'static [Short],
}

/// Rest of the BNF code, description, share, quantity, price.
type Short = (&'static str, &'static str, f64, i64, i64);

const fn named(
    (bnf, name): (&'static str, &'static str),
    people: (f64, f64, i64),
    spreads: [f64; 2],
    need: Need,
    forms: &'static [Short],
) -> Named {
    let (season, growth, widening, differ, spatial, stops) = (0.0, 0.0, 0.0, 1.0, 0.0, false);
    Named { bnf, name, people, spreads, need, season, growth, widening, differ, spatial, stops, forms }
}

impl Named {
    const fn season(self, season: f64) -> Self {
        Self { season, ..self }
    }

    const fn growth(self, growth: f64) -> Self {
        Self { growth, ..self }
    }

    const fn widening(self, widening: f64) -> Self {
        Self { widening, ..self }
    }

    const fn few(self, differ: f64) -> Self {
        Self { differ, ..self }
    }

    const fn spatial(self, spatial: f64) -> Self {
        Self { spatial, ..self }
    }

    const fn stops(self) -> Self {
        Self { stops: true, ..self }
    }

    pub(super) fn substance(&self) -> Substance {
        let (persons, stay, items) = self.people;
        let [spread, habit] = self.spreads;
        let form = |(rest, description, share, quantity, price): &Short| Form {
            bnf: format!("{}{rest}", self.bnf),
            description: (*description).to_owned(),
            share: *share,
            quantity: *quantity,
            price: *price,
        };
        let Self { need, season, growth, widening, differ, spatial, stops, .. } = *self;
        let forms = self.forms.iter().map(form).collect();
        let (bnf, name) = (self.bnf.to_owned(), self.name.to_owned());
        let effects = Substance { spread, differ, spatial, habit, need, season, growth, widening, stops, ..EMPTY };
        Substance { bnf, name, persons, stay, items, forms, ..effects }
    }
}

const EMPTY: Substance = Substance {
    bnf: String::new(),
    name: String::new(),
    persons: 0.0,
    stay: 1.0,
    items: 1,
    spread: 0.0,
    differ: 1.0,
    spatial: 0.0,
    habit: 0.0,
    need: Alike,
    season: 0.0,
    growth: 0.0,
    widening: 0.0,
    stops: false,
    forms: Vec::new(),
};

/// Every substance with a name. Between them: areas that do not differ (metformin), that differ a little, moderately and
/// much, that stop paying (gluten-free bread), and a substance so rare that most areas have none in a month (liothyronine).
#[rustfmt::skip] // one line each, so that adding one touches one
pub static NAMED: &[Named] = &[
    named(("0103050L0", "Lansoprazole"), (22.0, 18.0, 1), [0.10, 0.20], Age(0.5), &[("AAABAB", "Lansoprazole 15mg gastro-resistant capsules", 0.6, 28, 3_000), ("AAAAAA", "Lansoprazole 30mg gastro-resistant capsules", 0.4, 28, 4_200)]),
    named(("0103050P0", "Omeprazole"), (30.0, 18.0, 1), [0.06, 0.15], Age(0.5), &[("AAAAAA", "Omeprazole 20mg gastro-resistant capsules", 0.9, 28, 3_100), ("AAAEAE", "Omeprazole 40mg gastro-resistant capsules", 0.1, 7, 12_000)]),
    named(("0202030S0", "Spironolactone"), (2.6, 24.0, 1), [0.12, 0.25], Register("HF"), &[("AAATAT", "Spironolactone 25mg tablets", 1.0, 28, 5_400)]),
    named(("0203020D0", "Amiodarone Hydrochloride"), (0.6, 24.0, 1), [0.35, 0.40], Age(1.0), &[("AAABAB", "Amiodarone 200mg tablets", 1.0, 28, 5_900)]).growth(-0.1),
    named(("0205040D0", "Doxazosin Mesilate"), (6.0, 24.0, 1), [0.15, 0.25], Age(1.0), &[("AAACAC", "Doxazosin 4mg tablets", 0.9, 28, 3_600), ("AAAQAQ", "Doxazosin 4mg modified-release tablets", 0.1, 28, 17_800)]),
    named(("0205051R0", "Ramipril"), (28.0, 24.0, 1), [0.05, 0.12], Age(1.0), &[("AAADAD", "Ramipril 10mg capsules", 1.0, 28, 4_300)]),
    named(("0205052N0", "Losartan Potassium"), (12.0, 24.0, 1), [0.09, 0.15], Age(1.0), &[("AAABAB", "Losartan 50mg tablets", 1.0, 28, 4_100)]),
    named(("0208020V0", "Warfarin Sodium"), (5.0, 24.0, 1), [0.18, 0.25], Register("AF"), &[("AAAAAA", "Warfarin 1mg tablets", 1.0, 28, 3_100)]).growth(-0.2),
    named(("0208020Z0", "Apixaban"), (7.0, 24.0, 1), [0.20, 0.25], Register("AF"), &[("AAABAB", "Apixaban 5mg tablets", 1.0, 56, 95_000)]).growth(0.2),
    named(("0208020AA", "Edoxaban"), (1.8, 24.0, 1), [0.60, 0.40], Register("AF"), &[("AAACAC", "Edoxaban 60mg tablets", 1.0, 28, 175_000)]).growth(0.3).widening(0.15),
    named(("0212000B0", "Atorvastatin"), (40.0, 24.0, 1), [0.07, 0.12], Age(1.0), &[("AAABAB", "Atorvastatin 20mg tablets", 0.7, 28, 3_300), ("AAADAD", "Atorvastatin 80mg tablets", 0.3, 28, 7_900)]),
    named(("0212000Y0", "Simvastatin"), (16.0, 24.0, 1), [0.14, 0.20], Age(1.0), &[("AAADAD", "Simvastatin 40mg tablets", 1.0, 28, 3_100)]).growth(-0.1),
    named(("0212000L0", "Ezetimibe"), (2.5, 24.0, 1), [0.20, 0.30], Register("CHD"), &[("AAAAAA", "Ezetimibe 10mg tablets", 1.0, 28, 8_500)]),
    named(("0212000AB", "Omega-3-Acid Ethyl Esters"), (0.12, 12.0, 1), [0.70, 0.60], Alike, &[("AAAAAA", "Omega-3-acid-ethyl esters 1000mg capsules", 1.0, 28, 50_000)]).stops(),
    named(("0301011R0", "Salbutamol"), (26.0, 3.0, 1), [0.12, 0.15], Register("AST"), &[("AAAPAP", "Salbutamol 100micrograms/dose inhaler CFC free", 1.0, 1, 150_000)]).season(0.08),
    named(("0302000C0", "Beclometasone Dipropionate"), (22.0, 12.0, 1), [0.08, 0.12], Register("AST"), &[("AABFBF", "Beclometasone 100micrograms/dose inhaler CFC free", 1.0, 1, 740_000)]),
    named(("0303020G0", "Montelukast"), (5.0, 12.0, 1), [0.15, 0.25], Register("AST"), &[("AAABAB", "Montelukast 10mg tablets", 1.0, 28, 6_000)]),
    named(("0307000J0", "Carbocisteine"), (4.0, 12.0, 1), [0.35, 0.30], Register("COPD"), &[("AAAAAA", "Carbocisteine 375mg capsules", 1.0, 120, 3_500)]).spatial(0.6),
    named(("0401010Z0", "Zopiclone"), (6.0, 6.0, 1), [0.28, 0.30], Deprivation(0.5), &[("AAAAAA", "Zopiclone 7.5mg tablets", 1.0, 14, 3_200)]),
    named(("0401010T0", "Temazepam"), (1.6, 12.0, 1), [0.30, 0.40], Deprivation(0.5), &[("AAAMAM", "Temazepam 10mg tablets", 1.0, 28, 5_400)]).growth(-0.1),
    named(("0401020K0", "Diazepam"), (5.0, 3.0, 1), [0.25, 0.30], Deprivation(0.7), &[("AAAHAH", "Diazepam 2mg tablets", 1.0, 28, 2_900)]),
    named(("0403010J0", "Dosulepin Hydrochloride"), (0.5, 24.0, 1), [0.35, 0.50], Age(0.7), &[("AAAAAA", "Dosulepin 25mg capsules", 1.0, 28, 5_600)]).growth(-0.15),
    named(("0403030Q0", "Sertraline Hydrochloride"), (20.0, 12.0, 1), [0.10, 0.15], Deprivation(0.4), &[("AAAAAA", "Sertraline 50mg tablets", 1.0, 28, 4_000)]).growth(0.08),
    named(("0403010B0", "Amitriptyline Hydrochloride"), (17.0, 12.0, 1), [0.14, 0.18], Deprivation(0.5), &[("AAAGAG", "Amitriptyline 10mg tablets", 1.0, 28, 3_000)]),
    named(("0407010F0", "Co-Codamol (Codeine Phos/Paracetamol)"), (12.0, 6.0, 1), [0.20, 0.20], Deprivation(0.5), &[("AAAHAH", "Co-codamol 30mg/500mg tablets", 1.0, 100, 3_500)]).season(0.03),
    named(("0407020Q0", "Morphine Sulfate"), (3.0, 6.0, 1), [0.30, 0.30], Deprivation(0.6), &[("AACNCN", "Morphine sulfate 10mg/5ml oral solution", 1.0, 300, 1_800)]),
    named(("0407020AD", "Oxycodone Hydrochloride"), (1.3, 12.0, 1), [0.35, 0.35], Alike, &[("AAACAC", "Oxycodone 5mg capsules", 1.0, 56, 20_000)]).few(0.2),
    named(("040702040", "Tramadol Hydrochloride"), (6.0, 6.0, 1), [0.28, 0.25], Deprivation(0.6), &[("AAAAAA", "Tramadol 50mg capsules", 1.0, 100, 2_500)]).growth(-0.05),
    named(("0408010AE", "Pregabalin"), (8.0, 18.0, 1), [0.22, 0.22], Deprivation(0.8), &[("AAACAC", "Pregabalin 75mg capsules", 1.0, 56, 4_800)]).growth(0.08).widening(0.1),
    named(("0408010G0", "Gabapentin"), (8.0, 18.0, 1), [0.22, 0.22], Deprivation(0.8), &[("AAABAB", "Gabapentin 300mg capsules", 1.0, 100, 3_900)]),
    named(("0411000D0", "Donepezil Hydrochloride"), (2.2, 24.0, 1), [0.25, 0.25], Register("DEM"), &[("AAABAB", "Donepezil 10mg tablets", 1.0, 28, 4_400)]),
    named(("0411000G0", "Memantine Hydrochloride"), (1.2, 24.0, 1), [0.40, 0.30], Register("DEM"), &[("AAADAD", "Memantine 20mg tablets", 1.0, 28, 6_500)]),
    named(("0501013B0", "Amoxicillin"), (13.0, 1.0, 1), [0.12, 0.15], Alike, &[("AAAAAA", "Amoxicillin 250mg capsules", 0.25, 21, 4_600), ("AAABAB", "Amoxicillin 500mg capsules", 0.75, 21, 6_000)]).season(0.25),
    named(("0501013K0", "Co-Amoxiclav (Amoxicillin/Clavul Acid)"), (1.8, 1.0, 1), [0.30, 0.25], Alike, &[("AAAJAJ", "Co-amoxiclav 500mg/125mg tablets", 1.0, 21, 9_500)]).season(0.1).few(0.3),
    named(("0501030I0", "Doxycycline Hyclate"), (5.0, 1.0, 1), [0.14, 0.18], Alike, &[("AAABAB", "Doxycycline 100mg capsules", 1.0, 8, 9_800)]).season(0.2),
    named(("0501080W0", "Trimethoprim"), (4.0, 1.0, 1), [0.22, 0.20], Age(0.7), &[("AAAEAE", "Trimethoprim 200mg tablets", 1.0, 6, 6_000)]).growth(-0.08),
    named(("0501130R0", "Nitrofurantoin"), (5.0, 1.0, 1), [0.14, 0.18], Age(0.7), &[("AAABAB", "Nitrofurantoin 100mg modified-release capsules", 1.0, 14, 60_000)]),
    named(("0601012V0", "Insulin Glargine"), (2.4, 24.0, 1), [0.16, 0.20], Register("DM"), &[("AAADAD", "Insulin glargine 100units/ml pre-filled pens", 0.8, 5, 750_000), ("BEAAAD", "Semglee 100units/ml pre-filled pens", 0.2, 5, 640_000)]),
    named(("0601021M0", "Gliclazide"), (7.0, 24.0, 1), [0.10, 0.15], Register("DM"), &[("AAAAAA", "Gliclazide 80mg tablets", 1.0, 56, 3_200)]),
    named(("0601022B0", "Metformin Hydrochloride"), (26.0, 24.0, 1), [0.0, 0.10], Alike, &[("AAABAB", "Metformin 500mg tablets", 0.7, 112, 2_800), ("AAASAS", "Metformin 500mg modified-release tablets", 0.3, 56, 9_500)]),
    named(("0601023AN", "Empagliflozin"), (2.6, 24.0, 1), [0.22, 0.25], Register("DM"), &[("AAAAAA", "Empagliflozin 10mg tablets", 1.0, 28, 130_000)]).growth(0.25),
    named(("0602010M0", "Liothyronine Sodium"), (0.02, 12.0, 1), [0.60, 0.50], Alike, &[("AAAAAA", "Liothyronine 20microgram tablets", 1.0, 28, 890_000)]).stops(),
    named(("0602010V0", "Levothyroxine Sodium"), (34.0, 24.0, 1), [0.06, 0.12], Age(0.4), &[("AABZBZ", "Levothyroxine sodium 100microgram tablets", 1.0, 28, 3_900)]),
    named(("0703021Q0", "Desogestrel"), (6.0, 12.0, 1), [0.12, 0.20], Age(-0.5), &[("AAAAAA", "Desogestrel 75microgram tablets", 1.0, 84, 3_300)]),
    named(("0704020AE", "Mirabegron"), (1.5, 18.0, 1), [0.40, 0.35], Age(1.0), &[("AAABAB", "Mirabegron 50mg modified-release tablets", 1.0, 30, 96_000)]).growth(0.15),
    named(("0704020AB", "Solifenacin"), (3.5, 18.0, 1), [0.15, 0.25], Age(1.0), &[("AAAAAA", "Solifenacin 5mg tablets", 1.0, 30, 8_000)]),
    named(("0901020N0", "Hydroxocobalamin"), (3.0, 12.0, 1), [0.20, 0.25], Age(0.8), &[("AAABAB", "Hydroxocobalamin 1mg/1ml solution for injection ampoules", 1.0, 1, 180_000)]),
    named(("0904010H0", "Gluten Free Bread"), (1.6, 24.0, 1), [0.85, 0.35], Alike, &[("AAAAAA", "Gluten-free bread", 1.0, 1_600, 900)]).stops().spatial(0.5),
    named(("0906040G0", "Colecalciferol"), (9.0, 6.0, 1), [0.28, 0.25], Age(0.6), &[("AAANAN", "Colecalciferol 800unit capsules", 1.0, 30, 12_000)]),
    named(("1001010P0", "Naproxen"), (6.5, 3.0, 1), [0.12, 0.18], Deprivation(0.3), &[("AAAEAE", "Naproxen 500mg tablets", 1.0, 56, 7_400)]),
    named(("1001010C0", "Diclofenac Sodium"), (0.6, 6.0, 1), [0.40, 0.40], Alike, &[("AAAEAE", "Diclofenac sodium 50mg gastro-resistant tablets", 1.0, 84, 8_000)]).few(0.25),
    named(("1003020U0", "Diclofenac Sodium (Gel)"), (1.2, 2.0, 1), [0.30, 0.35], Alike, &[("AAAAAA", "Diclofenac 1.16% gel", 1.0, 100, 4_700)]),
    named(("1502010J0", "Lidocaine Hydrochloride"), (1.1, 9.0, 1), [0.50, 0.40], Alike, &[("AAELEL", "Lidocaine 5% medicated plasters", 1.0, 30, 241_300)]).stops(),
    named(("2130", "Eye Products"), (2.2, 12.0, 1), [0.18, 0.25], Age(0.7), &[("0000111", "Sodium hyaluronate 0.2% eye drops", 1.0, 1, 960_000)]),
];
