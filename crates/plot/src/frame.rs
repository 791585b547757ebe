//! Everything around the plot: headline, subtitle, notes, source line, and the mark of synthetic data.

use crate::chart::{Drawing, Subject};
use crate::data::Data;
use crate::font::{Weight, fit, width, wrap};
use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::svg::{Anchor, Svg, Text};
use crate::theme::{self, Size};
use unwarranted_core::text::capitalised;

/// Words of one chart.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// The finding from the fullest wording to the shortest. The first that takes at most two lines behind the
    /// measure is printed; where the measure is too long for any, it opens the subtitle instead.
    pub(crate) findings: Vec<String>,
    /// Measure, unit, areas and period.
    pub(crate) subtitle: String,
    /// What a reader must know, one or two sentences per entry.
    pub(crate) notes: Vec<String>,
    /// Text alternative, without the headline.
    pub(crate) alt: String,
}

/// What the words of a chart are set with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) labels: &'a Labels,
    /// The measure that opens the headline; blank for charts of several.
    pub(crate) measure: &'a str,
    /// What makes the chart one of its kind: treatment and period.
    pub(crate) about: &'a str,
    /// The latest period of the data, in words.
    pub(crate) until: &'a str,
    /// Whether the canvas is only as high as the plot needs, for charts of rows on a page.
    pub(crate) snug: bool,
    pub(crate) size: Size,
}

/// A chart with its words set and room left for the plot.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) svg: Svg,
    /// Where the plot with its axes may be.
    pub(crate) plot: Rect,
    size: Size,
    height: f64,
    id: String,
    headline: String,
    alt: String,
}

const LEADING_SUBTITLE: f64 = 18.0;
const LEADING_NOTE: f64 = 15.0;
/// Height of the band that marks synthetic data.
const BAND: f64 = 24.0;
const SYNTHETIC: &str = "Synthetic data: simulated numbers, no real place";
/// Least height of a plot of rows on a card; where notes leave less, the last of them are left out.
const ROWS_ON_CARD: f64 = 220.0;
/// What stands for the notes that a card has no room for.
const MORE: &str = "More notes stand in the description of this picture.";

impl Frame {
    /// Sets the words. The canvas grows where the plot needs more than the size leaves for `plot_height` pixels.
    pub(crate) fn new(subject: &Subject, chart: &str, words: &Words, plot_height: f64) -> Self {
        Self::of(subject, chart, words, plot_height, false)
    }

    /// As [`Self::new`] for rows: no higher than they need, so that few of them do not stand in an empty chart.
    pub(crate) fn snug(subject: &Subject, chart: &str, words: &Words, plot_height: f64) -> Self {
        Self::of(subject, chart, words, plot_height, true)
    }

    fn of(subject: &Subject, chart: &str, words: &Words, plot_height: f64, snug: bool) -> Self {
        Self::with(subject, snug, |setting| Self::set(setting, chart, words, plot_height))
    }

    /// How many of `all` rows of a chart of one treatment have room.
    pub(crate) fn rows_of(
        subject: &Subject,
        chart: &str,
        all: usize,
        words: impl Fn(usize) -> Words,
        height: impl Fn(usize) -> f64,
    ) -> usize {
        Self::with(subject, true, |setting| Self::rows(setting, chart, all, words, height))
    }

    fn with<T>(subject: &Subject, snug: bool, done: impl FnOnce(&Setting) -> T) -> T {
        let findings = subject.findings;
        let about = format!("{}-{}", findings.treatment, findings.period);
        let latest = subject.series.last().unwrap_or(findings).period;
        let until = if latest.first_month().is_some() { latest.words() } else { String::new() };
        let (labels, size) = (subject.labels, subject.size);
        done(&Setting { labels, measure: &labels.measure, about: &about, until: &until, snug, size })
    }

    /// How many of `all` rows have room: on a card as many as it holds, elsewhere all of them.
    pub(crate) fn rows(
        setting: &Setting,
        chart: &str,
        all: usize,
        words: impl Fn(usize) -> Words,
        height: impl Fn(usize) -> f64,
    ) -> usize {
        if !setting.size.is_card() {
            return all;
        }
        let room = |n: usize| {
            let (words, height) = (words(n), height(n));
            let set = Set::of(setting, chart, &words, height.min(ROWS_ON_CARD));
            height <= setting.size.height - set.top - set.footer_height() - setting.size.margin()
        };
        (1..=all).rev().find(|n| room(*n)).unwrap_or(1)
    }

    /// Sets the words of a chart that need not be about one treatment.
    pub(crate) fn set(setting: &Setting, chart: &str, words: &Words, plot_height: f64) -> Self {
        let (size, margin) = (setting.size, setting.size.margin());
        let mut svg = Svg::default();
        let set = Set::of(setting, chart, words, plot_height);
        set.draw_header(&mut svg, setting);
        let needed = (set.top + plot_height + set.footer_height() + margin).ceil();
        let height = match setting.snug && size.grows() {
            true => needed,
            false if size.is_card() => size.height,
            // Paper has its shape, as far as there is room.
            false => size.height.max(needed),
        };
        let bottom = height - margin - set.footer_height() + 6.0;
        draw_footer(&mut svg, &set.footer, bottom + 8.0, size);
        let plot = Rect::new(margin, set.top, size.width - margin, bottom);
        // A page may hold a chart in both widths.
        let id = identifier(chart, setting.about) + if size.is_narrow() { "-narrow" } else { "" };
        let synthetic = if setting.labels.synthetic { "Synthetic data. " } else { "" };
        let alt = format!("{synthetic}{} {}", words.alt, words.notes.join(" ")).trim().to_owned();
        Self { svg, plot, size, height, id, headline: set.head.full, alt }
    }

    /// The finished drawing, with the figures drawn.
    pub(crate) fn finish(self, data: Data) -> Drawing {
        let svg = self.svg.document(&self.id, self.size, self.height, &self.headline, &self.alt);
        Drawing { headline: self.headline, alt: self.alt, svg, data }
    }
}

/// Words as they are set: what stands above and below a plot.
struct Set {
    head: Head,
    subtitle: Vec<String>,
    /// Where the headline starts, and the plot.
    start: f64,
    top: f64,
    footer: Vec<FooterLine>,
}

impl Set {
    /// Words around a plot that needs so much height; a card, which keeps its shape, has as many notes as leave that.
    fn of(setting: &Setting, chart: &str, words: &Words, plot_height: f64) -> Self {
        let (size, margin) = (setting.size, setting.size.margin());
        let inner = size.width - 2.0 * margin;
        let head = choose(setting, &words.findings, inner);
        let measure = if head.measure_left_out { format!("{}. ", setting.measure) } else { String::new() };
        // Charts of several treatments set their own subtitle, and must not forget it.
        let marked = setting.labels.synthetic && !words.subtitle.starts_with("Synthetic data");
        let subtitle = measure + if marked { "Synthetic data. " } else { "" } + &words.subtitle;
        let subtitle = shortened(wrap(&subtitle, theme::SUBTITLE, Weight::Regular, inner), size.lines()[1]);
        let start = if setting.labels.synthetic { BAND + 4.0 } else { margin - 6.0 };
        let lines = (head.lines.len() as f64, subtitle.len() as f64);
        let top = start + lines.0 * size.headline() * 1.25 + 2.0 + lines.1 * LEADING_SUBTITLE + 8.0;
        let footer = footer(setting, chart, &words.notes, inner);
        let mut set = Self { head, subtitle, start, top, footer };
        for kept in (1..words.notes.len()).rev().filter(|_| size.is_card()) {
            if top + plot_height + set.footer_height() + margin <= size.height {
                break;
            }
            let notes: Vec<String> = words.notes[..kept].iter().cloned().chain([MORE.to_owned()]).collect();
            set.footer = self::footer(setting, chart, &notes, inner);
        }
        set
    }

    fn footer_height(&self) -> f64 {
        self.footer.len() as f64 * LEADING_NOTE + 8.0
    }

    fn draw_header(&self, svg: &mut Svg, setting: &Setting) {
        let (size, margin) = (setting.size, setting.size.margin());
        svg.open("header");
        if setting.labels.synthetic {
            band(svg, size);
        }
        let mut y = self.start;
        for line in &self.head.lines {
            y += size.headline() * 1.25;
            let text = plain((margin, y - 4.0), line, size.headline());
            svg.text(Text { weight: Weight::Bold, colour: theme::INK, ..text });
        }
        y += 2.0;
        for line in &self.subtitle {
            y += LEADING_SUBTITLE;
            svg.text(plain((margin, y - 4.0), line, theme::SUBTITLE));
        }
        svg.close();
    }
}

fn plain(at: Point, text: &str, size: f64) -> Text<'_> {
    Text { size, ..Text::label(at, text, Anchor::Start) }
}

/// The headline as printed.
struct Head {
    /// Measure and finding.
    full: String,
    lines: Vec<String>,
    measure_left_out: bool,
}

/// The fullest wording that takes at most two lines; the shortest is cut where even that is too long.
fn choose(setting: &Setting, findings: &[String], max: f64) -> Head {
    let (measure, most) = (setting.measure, setting.size.lines()[0]);
    let set = |text: &str| wrap(text, setting.size.headline(), Weight::Bold, max);
    let full = |finding: &String| match measure {
        "" => capitalised(finding),
        measure => format!("{measure}: {finding}"),
    };
    for finding in findings {
        let lines = set(&full(finding));
        if lines.len() <= most {
            return Head { full: full(finding), lines, measure_left_out: false };
        }
    }
    let alone: Vec<_> = findings.iter().map(|f| (full(f), set(&capitalised(f)))).collect();
    let fitting = alone.iter().find(|(_, lines)| lines.len() <= most);
    let (full, lines) = fitting.or(alone.last()).cloned().unwrap_or_default();
    Head { full, lines: shortened(lines, most), measure_left_out: !measure.is_empty() }
}

/// At most `most` lines; what is left out is shown by an ellipsis.
fn shortened(mut lines: Vec<String>, most: usize) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let words = last.rsplit_once(' ').map_or(last.as_str(), |(kept, _)| kept);
            *last = format!("{}…", words.trim_end_matches([',', ';', ':', '.']));
        }
    }
    lines
}

/// A band across the top of a chart of synthetic data.
fn band(svg: &mut Svg, size: Size) {
    svg.rect((0.0, 0.0), size.width, BAND, theme::WARNING);
    let text = plain((size.margin(), BAND - 7.5), SYNTHETIC, theme::LABEL);
    svg.text(Text { weight: Weight::Bold, colour: theme::GROUND, ..text });
}

/// Lines of the footer, each of one or two texts.
type FooterLine = Vec<(String, Anchor)>;

fn footer(setting: &Setting, chart: &str, notes: &[String], inner: f64) -> Vec<FooterLine> {
    let labels = setting.labels;
    let wrapped = |text: &str| wrap(text, theme::NOTE, Weight::Regular, inner);
    let mut lines: Vec<FooterLine> = Vec::new();
    let source = if labels.synthetic { format!("Synthetic data. {}", labels.source) } else { labels.source.clone() };
    for text in notes.iter().map(String::as_str).chain([source.as_str()]) {
        lines.extend(wrapped(text).into_iter().map(|line| vec![(line, Anchor::Start)]));
    }
    let until = if setting.until.is_empty() { String::new() } else { format!("data to {}, ", setting.until) };
    let program = fit(&format!("{chart}, {until}{}", labels.program), theme::NOTE, Weight::Regular, inner);
    let program_width = width(&program, theme::NOTE, Weight::Regular) + 20.0;
    match lines.last_mut() {
        Some(last)
            if last.iter().map(|(t, _)| width(t, theme::NOTE, Weight::Regular)).sum::<f64>() + program_width
                <= inner =>
        {
            last.push((program, Anchor::End));
        }
        _ => lines.push(vec![(program, Anchor::End)]),
    }
    lines
}

fn draw_footer(svg: &mut Svg, lines: &[FooterLine], top: f64, size: Size) {
    svg.open("footer");
    for (i, line) in lines.iter().enumerate() {
        let y = top + (i as f64 + 1.0) * LEADING_NOTE - 3.0;
        for (text, anchor) in line {
            let x = if *anchor == Anchor::End { size.width - size.margin() } else { size.margin() };
            svg.text(Text { anchor: *anchor, ..plain((x, y), text, theme::NOTE) });
        }
    }
    svg.close();
}

/// An XML id from chart, treatment and period, so that several charts can stand on one page.
fn identifier(chart: &str, about: &str) -> String {
    let text = format!("{chart}-{about}");
    let mut id = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        if c != '-' || !id.ends_with('-') {
            id.push(c);
        }
    }
    id.trim_end_matches('-').to_owned()
}
