//! The page of risk pooling: a curve for each service, the sentences, how far costs move by size.

use super::bars::BarsChart;
use super::provenance;
use super::shell::Place;
use super::story::{Part, Story, chart_files, link};
use super::view::{CellView, Col, RowView, TableView};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::report::{Figure, Report};
use crate::tables::Pool;
use crate::words;
use unwarranted_core::pool::Pooled;
use unwarranted_core::rates::RateUnit;
use unwarranted_core::text::be;
use unwarranted_plot::figures::Figures;
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::numbers::{share, thousands};
use unwarranted_plot::{Curve, CurveSubject, Size, curves};

/// Points of a curve.
const POINTS: usize = 60;
/// Curves that are drawn, each in a colour of its own; the others are in the table.
const MOST: usize = 6;

/// The costs that are drawn: all, or the first ones and all of them together, which stands last.
fn drawn<'a>(pool: &Pool<'a>) -> Vec<&'a Pooled> {
    match pool.services {
        [first @ .., together] if first.len() >= MOST => first.iter().take(MOST - 1).chain([together]).collect(),
        all => all.iter().collect(),
    }
}

/// Sizes drawn: those asked for and those of the area and the group, from the smallest to the largest.
fn range(pool: &Pool<'_>) -> (f64, f64) {
    let all = pool.options.sizes.iter().chain(&pool.options.own_and_group);
    all.fold((f64::INFINITY, 0.0), |(low, high), size| (size.min(low), size.max(high)))
}

fn curve<'a>(pool: &Pool<'_>, p: &'a Pooled, (low, high): (f64, f64)) -> Curve<'a> {
    let z = pool.options.years.z();
    let step = libm::log(high / low) / (POINTS - 1) as f64;
    let point = |i: usize| {
        let people = low * libm::exp(step * i as f64);
        (people, 100.0 * z * p.spread.cv(people))
    };
    let meets = p.people_needed.filter(|n| (low..=high).contains(n));
    Curve { name: &p.service, points: (0..POINTS).map(point).collect(), meets }
}

fn finding(pool: &Pool<'_>) -> String {
    let (within, years) = (share(pool.options.within), pool.options.years.per_cent());
    match pool.services {
        [one] => match one.people_needed {
            Some(needed) => format!(
                "It takes {} people until chance moves the cost by less than {within} in {years} of 100 years",
                words::people(needed)
            ),
            None => format!("No number of people is enough for {within} in {years} of 100 years"),
        },
        _ => {
            // The last of several is all of them together.
            let each = &pool.services[..pool.services.len() - 1];
            let safe = each.iter().filter(|p| p.cv_own < pool.options.safe_cv).count();
            let own = thousands(pool.options.own_and_group[0], 0);
            format!("{safe} of {} services {} safe to keep in {own} people", each.len(), be(safe))
        }
    }
}

fn labels(manifest: &Manifest) -> Labels {
    let files: Vec<&str> = manifest.inputs.iter().map(|input| input.name.as_str()).collect();
    let source = if files.is_empty() {
        "Source: figures of the user".to_owned()
    } else {
        format!("Source: {}", files.join(", "))
    };
    Labels {
        measure: "Costs".to_owned(),
        unit: RateUnit::given(""),
        areas: String::new(),
        membership: None,
        source,
        program: format!("{} {}", manifest.program, manifest.version),
        synthetic: false,
        polarity: None,
    }
}

/// How far costs move by size, in the two widths of a page.
pub fn pool_chart(pool: &Pool<'_>, manifest: &Manifest, stem: &str) -> BarsChart {
    let (labels, range) = (labels(manifest), range(pool));
    let (within, years) = (share(pool.options.within), pool.options.years.per_cent());
    let drawn = drawn(pool);
    let mut notes = vec![format!(
        "Dashed: {within}, the most that chance may move a cost; a dot where a curve goes below it. Where a curve levels off, whole years move costs whatever \
         the size. Both scales go by powers of ten."
    )];
    if pool.services.len() > MOST {
        let all = pool.services.len() - 1;
        notes.push(format!(
            "Drawn: the first {} of {all} services, and all together; the table has every one.",
            MOST - 1
        ));
    }
    let draw = |size: Size| {
        curves(&CurveSubject {
            chart: stem,
            labels: &labels,
            about: "pool",
            curves: drawn.iter().map(|p| curve(pool, p, range)).collect(),
            axes: ["People".to_owned(), format!("Chance moves the cost by, in {years} of 100 years")],
            figures: [Figures::counts(), Figures::per_cent()],
            limit: 100.0 * pool.options.within,
            findings: vec![finding(pool)],
            subtitle: "How far chance moves the cost of a year, by the number of people".to_owned(),
            notes: notes.clone(),
            size,
        })
    };
    (stem.to_owned(), draw(Size::WEB).and_then(|web| Ok(Figure { web, phone: draw(Size::PHONE)? })))
}

/// The page, as HTML that is also well-formed XML. `files` are those beside it.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn pool_page(
    pool: &Pool<'_>,
    (name, drawn): &BarsChart,
    manifest: Manifest,
    files: &[String],
) -> Result<String, Error> {
    let source = labels(&manifest).source;
    let none = LabelsBy::new();
    let report = Report::bare(&none, manifest);
    let standfirst = "How many people it takes until chance alone moves a cost little".to_owned();
    let mut story = Story::new(&report, Place::Alone, finding(pool), standfirst);
    let mut whole = Part::new(name.as_str(), "How far chance moves costs");
    whole.paragraphs.extend(pool.practices.map(words::practice_years));
    whole.draw(drawn, chart_files(&format!("charts/{name}")), &source);
    whole.tables.push(needed(pool));
    whole.tables.push(sizes(pool));
    story.parts.push(whole);
    let mut each = Part::new("each", "In words");
    each.paragraphs.extend(pool.services.iter().map(|p| words::pooled(p, pool.options)));
    if pool.budgets.is_some() {
        each.notes
            .push("Budgets of areas and the chance of overspending are in the tables beside this page.".to_owned());
    }
    story.parts.push(each);
    story.provenance = Some(provenance::provenance(&report, &[]));
    story.downloads = files.iter().map(|name| link(name.clone(), name.clone())).collect();
    story.html()
}

/// How many people each cost needs, and who should carry it.
fn needed(pool: &Pool<'_>) -> TableView {
    let [own, group] = pool.options.own_and_group.map(|n| format!("CV in {}", thousands(n, 0)));
    let row = |p: &Pooled| RowView {
        cells: vec![
            CellView::text(p.service.to_string()),
            match p.people_needed {
                Some(people) => CellView::number(people, words::people(people)),
                None => CellView::text("never"),
            },
            CellView::number(p.cv_own, words::cv(p.cv_own)),
            CellView::number(p.cv_group, words::cv(p.cv_group)),
            CellView::text(p.tier.word()),
        ],
        pinned: false,
    };
    let columns = vec![
        Col::text("Cost of"),
        Col::number("People needed"),
        Col::number(own),
        Col::number(group),
        Col::text("Who carries it"),
    ];
    let rows = pool.services.iter().map(row).collect();
    TableView { caption: "People needed, and who should carry it".to_owned(), columns, rows, ..TableView::default() }
}

/// The coefficient of variation of each cost at each size.
fn sizes(pool: &Pool<'_>) -> TableView {
    let row = |p: &Pooled| RowView {
        cells: std::iter::once(CellView::text(p.service.to_string()))
            .chain(p.sizes.iter().map(|s| CellView::number(s.cv, words::cv(s.cv))))
            .collect(),
        pinned: false,
    };
    let heads = pool.options.sizes.iter().map(|size| Col::number(thousands(*size, 0)));
    let columns = std::iter::once(Col::text("Cost of")).chain(heads).collect();
    let rows = pool.services.iter().map(row).collect();
    let caption = "Coefficient of variation by the number of people".to_owned();
    TableView { caption, columns, rows, ..TableView::default() }
}
