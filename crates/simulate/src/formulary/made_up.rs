//! Substances that nobody prescribes, for a formulary of any size.

use super::{Form, Need, Substance};
use crate::random::{Purpose, stream};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use rand_distr::{Distribution, LogNormal, StandardUniform};

/// Mean and standard deviation of the logarithm of items per 1,000 patients and month.
const VOLUME: (f64, f64) = (-6.3, 2.3);
/// Nothing has more items per 1,000 patients and month.
const MOST: f64 = 40.0;

/// Made-up substances, in sections of the BNF that do not exist: `0191`, `0192` ...
pub(super) fn substances(seed: u64, wanted: usize) -> Vec<Substance> {
    let mut rng = stream(seed, Purpose::Formulary);
    (0..wanted).map(|at| substance(at, &mut rng)).collect()
}

fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    StandardUniform.sample(rng)
}

fn log_normal((mean, sd): (f64, f64), rng: &mut ChaCha8Rng) -> f64 {
    LogNormal::new(mean, sd).map_or(1.0, |d| d.sample(rng))
}

/// One of these, all as likely.
fn one_of<T: Copy>(of: &[T], rng: &mut ChaCha8Rng) -> T {
    of[usize::try_from(rng.next_u64() % of.len() as u64).unwrap_or(0)]
}

fn substance(at: usize, rng: &mut ChaCha8Rng) -> Substance {
    let (chapter, nth) = (at % 15 + 1, at / 15);
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    let bnf = format!("{chapter:02}{}0{}0{}0", 91 + nth / 104, nth / 26 % 4 + 1, letter(nth));
    const STARTS: [&str; 8] = ["aquil", "evarn", "orosk", "itamb", "uwren", "ayell", "opell", "emarr"];
    const ENDS: [&str; 6] = ["ol", "ine", "amide", "ate", "azole", "idone"];
    let name = format!("Synth{}{} {}", STARTS[at % 8], ENDS[at / 8 % 6], at + 1);
    let (stay, items) = one_of(&[(1.0, 1), (1.0, 1), (3.0, 1), (12.0, 1), (24.0, 1), (24.0, 2)], rng);
    let rate = log_normal(VOLUME, rng).min(MOST);
    let differs = uniform(rng) >= 0.2;
    let spread = log_normal((-1.6, 0.7), rng).min(1.5);
    Substance {
        persons: rate / items as f64,
        stay,
        items,
        spread: if differs { spread } else { 0.0 },
        differ: if uniform(rng) < 0.2 { 0.2 } else { 1.0 },
        spatial: one_of(&[0.0, 0.0, 0.5, 0.8], rng),
        habit: log_normal((-0.7, 0.5), rng).min(1.6),
        need: need(differs, rng),
        season: one_of(&[0.0, 0.0, 0.0, 0.15], rng),
        growth: one_of(&[-0.1, 0.0, 0.0, 0.0, 0.05, 0.2], rng),
        widening: one_of(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.2, -0.1], rng),
        stops: differs && uniform(rng) < 0.03,
        forms: forms(&bnf, &name, rng),
        bnf,
        name,
    }
}

/// Two thirds go with nothing; so do all those in which no area differs.
fn need(differs: bool, rng: &mut ChaCha8Rng) -> Need {
    let drawn = one_of(
        &[
            Need::Alike,
            Need::Alike,
            Need::Alike,
            Need::Alike,
            Need::Alike,
            Need::Alike,
            Need::Age(1.0),
            Need::Age(0.5),
            Need::Deprivation(0.7),
        ],
        rng,
    );
    if differs { drawn } else { Need::Alike }
}

/// One to three strengths, mostly one, and the first in most use.
fn forms(bnf: &str, name: &str, rng: &mut ChaCha8Rng) -> Vec<Form> {
    const SHARES: [&[f64]; 8] = [&[1.0], &[1.0], &[1.0], &[1.0], &[1.0], &[1.0], &[0.75, 0.25], &[0.6, 0.3, 0.1]];
    // From a third of a penny to several pounds, mostly little.
    let price = 300 + (1 << one_of(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], rng)) * 100;
    let quantity = one_of(&[28, 56, 28, 30, 100, 14], rng);
    let strengths = one_of(&SHARES, rng).iter().zip(["5mg", "10mg", "20mg"]).zip('A'..);
    let form = |((share, strength), letter): ((&f64, &str), char)| Form {
        bnf: format!("{bnf}AAA{letter}A{letter}"),
        description: format!("{name} {strength} tablets"),
        share: *share,
        quantity,
        price,
    };
    strengths.map(form).collect()
}
