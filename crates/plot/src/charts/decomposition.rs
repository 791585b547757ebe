//! What the differences between areas are made of: chance, and what is left. A bar for each treatment.

use crate::chart::{Chart, Draw, Drawing, Measure, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Setting, Words};
use crate::numbers::{count, part};
use crate::svg::{Anchor, Text};
use crate::theme;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::findings::RandomAgainstReal;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "decomposition",
    title: "What the differences are made of",
    about: "The variance between areas as a bar for each treatment: the part that chance alone gives on average, and the rest. Need, \
            and what practices do, are in the rest unless chance is known from practices.",
    about_intervals: None,
    shows: &[Shows::Chance],
    twin: None,
    of_several: true,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Most bars.
const MOST: usize = 40;

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let measures = subject.measures();
    let parts = |m: &Measure| {
        m.findings.random_against_real.clone().filter(|p| p.chance_share.is_finite() && p.systematic_share.is_finite())
    };
    let mut bars: Vec<(&Measure, RandomAgainstReal)> = measures.iter().filter_map(|m| Some((m, parts(m)?))).collect();
    let Some(_) = bars.first() else {
        let reason =
            subject.findings.chance.undefined.clone().or_else(|| subject.findings.overdispersion.undefined.clone());
        let reason = reason.unwrap_or_else(|| "there is no chance model for these figures".to_owned());
        return Err(NotDrawn::because(format!("what is chance is not known: {reason}")));
    };
    bars.sort_by(|a, b| {
        b.1.systematic_share.total_cmp(&a.1.systematic_share).then_with(|| a.0.labels.measure.cmp(&b.0.labels.measure))
    });
    let data = data(&bars);
    let all = bars.len();
    let until = subject.until();
    let about = format!("{}-{}", subject.findings.treatment, subject.findings.period);
    let labels = &subject.labels_of(&measures);
    let setting = Setting { labels, measure: "", about: &about, until: &until, snug: true, size: subject.size };
    let step = if subject.size.is_narrow() { 50.0 } else { 36.0 };
    let words = |most: usize| words(subject, &bars[..most], [all, measures.len()]);
    let height = |most: usize| most as f64 * step + 34.0;
    let most = Frame::rows(&setting, CHART.id, all.min(MOST), words, height);
    let mut frame = Frame::set(&setting, CHART.id, &words(most), height(most));
    body(&mut frame, &bars[..most], subject.size.is_narrow(), step);
    Ok(frame.finish(data))
}

fn body(frame: &mut Frame, bars: &[(&Measure, RandomAgainstReal)], narrow: bool, step: f64) {
    let outer = frame.plot;
    let most = if narrow { outer.x1 - outer.x0 } else { (outer.x1 - outer.x0) * 0.36 };
    let names: Vec<String> = bars.iter().map(|(m, _)| fit(&m.labels.measure, 13.0, Weight::Regular, most)).collect();
    let wide = names.iter().map(|n| width(n, 13.0, Weight::Regular)).fold(0.0, f64::max);
    let left = if narrow { outer.x0 } else { outer.x0 + wide + 14.0 };
    let (length, top) = (outer.x1 - left, outer.y0 + 26.0);
    frame.svg.open("key");
    let mut x = left;
    for (colour, name) in [(theme::BAND_INNER, "Chance"), (theme::FOCUS, "More than chance")] {
        frame.svg.rect((x, outer.y0 + 3.0), 14.0, 12.0, colour);
        frame.svg.text(Text::label((x + 20.0, outer.y0 + 13.0), name, Anchor::Start));
        x += 20.0 + width(name, theme::LABEL, Weight::Regular) + 20.0;
    }
    frame.svg.close();
    frame.svg.open("bars");
    for (i, ((_, parts), name)) in bars.iter().zip(&names).enumerate() {
        let y = top + i as f64 * step;
        let (bar, baseline) = if narrow { (y + 18.0, y + 13.0) } else { (y + 2.0, y + 20.0) };
        let (at, anchor) = if narrow { (outer.x0, Anchor::Start) } else { (left - 14.0, Anchor::End) };
        frame.svg.text(Text { size: 13.0, colour: theme::INK, ..Text::label((at, baseline), name, anchor) });
        let chance = (length * parts.chance_share.clamp(0.0, 1.0)).min(length);
        for (from, wide, colour, of_all) in [
            (left, chance, theme::BAND_INNER, parts.chance_share),
            (left + chance, length - chance, theme::FOCUS, parts.systematic_share),
        ] {
            frame.svg.rect((from, bar), wide, 26.0, colour);
            let text = part(of_all);
            let ink = if colour == theme::BAND_INNER { theme::INK } else { theme::GROUND };
            if wide > width(&text, theme::LABEL, Weight::Bold) + 10.0 {
                let label = Text::label((from + wide / 2.0, bar + 17.5), &text, Anchor::Middle);
                frame.svg.text(Text { weight: Weight::Bold, colour: ink, ..label });
            }
        }
    }
    frame.svg.close();
}

fn words(subject: &Subject, bars: &[(&Measure, RandomAgainstReal)], [all, measures]: [usize; 2]) -> Words {
    let of = |(m, p): &(&Measure, RandomAgainstReal)| format!("{} {}", m.labels.measure, part(p.systematic_share));
    let each: Vec<String> = bars.iter().take(6).map(of).collect();
    // What "chance" takes for granted stands above the bars: it says how much of them is more than chance.
    let single = if events(bars) > 0 { ", every event taken as another patient" } else { "" };
    Words {
        findings: findings(bars),
        subtitle: format!(
            "Parts of the variance between {}, {}{single}",
            subject.labels.areas_counted(subject.findings.areas.len()),
            subject.findings.when()
        ),
        notes: notes(bars, [all, measures]),
        alt: format!(
            "A bar for each of {} treatments. Share of the variance beyond chance: {}.",
            count(all),
            each.join("; ")
        ),
    }
}

/// How much of the variance is more than chance, from the treatment with least of it to that with most.
fn findings(bars: &[(&Measure, RandomAgainstReal)]) -> Vec<String> {
    let [most, least] = [&bars[0], &bars[bars.len() - 1]].map(|(m, p)| (&m.labels.measure, part(p.systematic_share)));
    if bars.len() == 1 {
        return vec![format!("{}: {} of the variance between areas is more than chance", most.0, most.1)];
    }
    if most.1 == least.1 {
        return vec![format!("{} of the variance between areas is more than chance in each treatment", most.1)];
    }
    vec![
        format!(
            "between {} ({}) and {} ({}) of the variance between areas is more than chance",
            least.1, least.0, most.1, most.0
        ),
        format!("{} to {} of the variance between areas is more than chance", least.1, most.1),
    ]
}

/// Treatments whose chance takes every event as another patient.
fn events(bars: &[(&Measure, RandomAgainstReal)]) -> usize {
    bars.iter().filter(|(m, _)| m.findings.chance.from == Some(ChanceFrom::Events)).count()
}

/// What the parts are, and which treatments are not drawn.
fn notes(bars: &[(&Measure, RandomAgainstReal)], [all, measures]: [usize; 2]) -> Vec<String> {
    let practices = bars.iter().filter(|(m, _)| m.findings.chance.from == Some(ChanceFrom::Practices)).count();
    let about = match practices {
        0 => "What practices do differently cannot be told apart here: practices are not known.",
        n if n == bars.len() => "Chance is known from practices, and holds what single practices do differently.",
        _ => "Where chance is known from practices, it holds what single practices do differently.",
    };
    let mut notes = vec![format!(
        "Shares of the variance of observed over expected between areas, weighted by what is expected. {about} Differences in need are in the dark part: they are not taken out here."
    )];
    if all > bars.len() {
        notes.push(format!(
            "Shown: the {} of {} treatments with the largest share beyond chance.",
            count(bars.len()),
            count(all)
        ));
    }
    if events(bars) > 0 {
        notes.push(
            "Events that come in groups, such as repeat items for one patient, make the part of chance larger than is drawn."
                .to_owned(),
        );
    }
    if measures > all {
        notes.push(format!(
            "{} of {} treatments are left out, as their chance is not known.",
            count(measures - all),
            count(measures)
        ));
    }
    notes
}

fn data(bars: &[(&Measure, RandomAgainstReal)]) -> Data {
    let mut data = Data::new(&["treatment", "title", "variance", "chance", "beyond", "chance_share", "beyond_share"]);
    for (m, p) in bars {
        data.push([
            (&*m.findings.treatment).into(),
            m.labels.measure.as_str().into(),
            p.observed.into(),
            p.chance.into(),
            p.systematic.into(),
            p.chance_share.into(),
            p.systematic_share.into(),
        ]);
    }
    data
}
