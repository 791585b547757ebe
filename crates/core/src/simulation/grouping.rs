//! The null of what lies between groups: groups do not matter, so that any area could be in any of them.

use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::indices::groups::figures;
use crate::indices::index::{Index, Regrouped};
use crate::sampling::stream::{Generator, Purpose, Streams};
use crate::simulation::method::NullDraws;
use crate::simulation::null::{Null, Simulation, of_column};
use rayon::prelude::*;

/// Permutations that share a stream of random numbers, whatever the number of threads.
const BLOCK: usize = 64;

/// The indices that tell how much lies between groups, with areas dealt out to the groups at random, as many to each as it
/// has (permutation test: Pitman 1937, Suppl J R Stat Soc 4:119). That areas differ is taken as given, by chance or not: it
/// needs no model, and amounts have it too. p counts permutations at least as far between groups as observed.
///
/// # Errors
/// Undefined without groups, for fewer than two areas and when nothing was observed.
pub(crate) fn permute_of(slice: &Slice, simulation: &Simulation, indices: &[&Index]) -> Result<Vec<Null>, Undefined> {
    let (shares, ratios, groups) = figures(slice)?;
    let wanted: Vec<(&Index, Regrouped)> = indices.iter().filter_map(|i| Some((*i, i.behaviour.regrouped?))).collect();
    let streams = Streams::new(simulation.seed, Purpose::Groups, slice);
    let columns = wanted.len().max(1);
    let mut values = vec![f64::NAN; simulation.replicates * columns];
    values.par_chunks_mut(columns * BLOCK).enumerate().for_each(|(block, rows)| {
        let mut rng = streams.stream(block);
        let mut dealt = groups.clone();
        for row in rows.chunks_mut(columns) {
            shuffle(&mut rng, &mut dealt);
            for (value, (_, figure)) in row.iter_mut().zip(&wanted) {
                *value = figure(&shares, &ratios, &dealt);
            }
        }
    });
    let one = |(column, (index, figure)): (usize, &(&Index, Regrouped))| {
        let drawn: Vec<f64> = values.iter().skip(column).step_by(columns).copied().collect();
        Null { method: Some(NullDraws::Permuted), ..of_column(index, figure(&shares, &ratios, &groups), &drawn) }
    };
    Ok(wanted.iter().enumerate().map(one).collect())
}

/// Fisher & Yates.
fn shuffle(rng: &mut Generator, values: &mut [usize]) {
    for last in (1..values.len()).rev() {
        values.swap(last, rng.below(last + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::indices::INDICES;

    const ROWS: [(&str, f64, f64); 7] = [
        ("a1", 12.0, 100.0),
        ("a2", 31.0, 200.0),
        ("a3", 15.0, 90.0),
        ("b1", 30.0, 110.0),
        ("b2", 25.0, 120.0),
        ("c1", 9.0, 140.0),
        ("c2", 33.0, 300.0),
    ];

    fn slice(kind: Kind) -> Slice {
        Slice::from_denominators(kind, &ROWS).unwrap().with_groups(|code| Some(code[..1].into())).unwrap()
    }

    fn nulls(slice: &Slice, replicates: usize, seed: u64) -> Vec<Null> {
        let simulation = Simulation { replicates, seed, repeat_factor: 1.0 };
        permute_of(slice, &simulation, &INDICES.iter().collect::<Vec<_>>()).unwrap()
    }

    /// All 7! orders, one after the other (Heap 1963).
    fn orders(values: &mut Vec<usize>, k: usize, visit: &mut impl FnMut(&[usize])) {
        if k <= 1 {
            return visit(values);
        }
        for i in 0..k {
            orders(values, k - 1, visit);
            values.swap(if k.is_multiple_of(2) { i } else { 0 }, k - 1);
        }
    }

    #[test]
    fn agrees_with_every_order_there_is() {
        let slice = slice(Kind::Count);
        let (shares, ratios, groups) = figures(&slice).unwrap();
        for null in nulls(&slice, 40_000, 3) {
            let figure = crate::indices::find(&null.id).unwrap().behaviour.regrouped.unwrap();
            let observed = figure(&shares, &ratios, &groups);
            let (mut extreme, mut all) = (0.0, 0.0);
            orders(&mut groups.clone(), 7, &mut |order| {
                all += 1.0;
                extreme += f64::from(u8::from(figure(&shares, &ratios, order) >= observed * (1.0 - 1e-12)));
            });
            assert!((all - 5040.0f64).abs() < 0.5);
            let (exact, found) = (extreme / all, null.p.unwrap());
            assert!((found - exact).abs() < 4.0 * (exact * (1.0 - exact) / 4e4).sqrt(), "{null:?}, exactly {exact}");
        }
    }

    #[test]
    fn amounts_have_it_and_threads_do_not_matter() {
        let slice = slice(Kind::Amount);
        let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let [one, many] = [1, 3].map(|threads| pool(threads).install(|| nulls(&slice, 500, 9)));
        assert_eq!(one, many);
        assert_eq!(one.len(), 4);
        assert_ne!(one, nulls(&slice, 500, 10));
    }

    /// Areas that differ by far more than chance, dealt to groups at random: p must still be even.
    #[test]
    fn random_groups_of_overdispersed_areas_are_not_found() {
        let mut rng = Generator::from_seed(5);
        let codes: Vec<String> = (0..40).map(|i| format!("A{i:02}")).collect();
        let (mut small, sets) = (0, 400);
        for _ in 0..sets {
            let rows: Vec<(&str, f64, f64)> =
                codes.iter().map(|c| (c.as_str(), 20.0 + rng.below(160) as f64, 1000.0)).collect();
            let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
            let slice = slice.with_groups(|code| Some(code[2..].into())).unwrap();
            let null = nulls(&slice, 199, 1).into_iter().find(|n| n.id == "variance-between-share").unwrap();
            small += i32::from(null.p.unwrap() <= 0.05);
        }
        // 20 are expected, standard deviation 4.4.
        assert!((5..=35).contains(&small), "{small} of {sets}");
    }
}
