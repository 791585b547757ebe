//! A small SVG writer: live text, classes, dashes and halos, fixed decimals so that bytes never differ.

mod parts;
mod text;

pub(crate) use parts::{Anchor, Shape, Stroke, Text};
pub(crate) use text::{escape, number};

use crate::font::{self, Weight};
use crate::geometry::Point;
use crate::theme;
use std::fmt::Write;

/// What is drawn so far.
#[derive(Debug, Default)]
pub(crate) struct Svg(String);

impl Svg {
    fn push(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Opens a group; every group is closed by [`Svg::close`].
    pub(crate) fn open(&mut self, class: &str) {
        self.push(&format!("<g class=\"{class}\">"));
    }

    pub(crate) fn close(&mut self) {
        self.push("</g>");
    }

    pub(crate) fn line(&mut self, a: Point, b: Point, stroke: Stroke) {
        self.push(&format!(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {}/>",
            number(a.0),
            number(a.1),
            number(b.0),
            number(b.1),
            stroke.attributes()
        ));
    }

    pub(crate) fn polyline(&mut self, points: &[Point], stroke: Stroke) {
        if points.len() > 1 {
            let attributes = format!("{} stroke-linejoin=\"round\"", stroke.attributes());
            self.push(&format!("<polyline points=\"{}\" {attributes}/>", list(points)));
        }
    }

    pub(crate) fn polygon(&mut self, points: &[Point], fill: &str) {
        if points.len() > 2 {
            self.push(&format!("<polygon points=\"{}\" fill=\"{fill}\"/>", list(points)));
        }
    }

    /// A shape of several rings by its path; a part inside another is a hole.
    pub(crate) fn shape(&mut self, path: &str, fill: &str, stroke: Stroke, tooltip: &str) {
        let (colour, width) = (stroke.colour, number(stroke.width));
        self.push(&format!(
            "<path d=\"{path}\" fill=\"{fill}\" fill-rule=\"evenodd\" stroke=\"{colour}\" stroke-width=\"{width}\" \
             stroke-linejoin=\"round\"><title>{}</title></path>",
            escape(tooltip)
        ));
    }

    /// Lines without a fill, as one path.
    pub(crate) fn lines(&mut self, lines: &[(Point, Point)], stroke: Stroke) {
        if lines.is_empty() {
            return;
        }
        let one = |(a, b): &(Point, Point)| format!("M{},{}L{},{}", number(a.0), number(a.1), number(b.0), number(b.1));
        let path: String = lines.iter().map(one).collect();
        self.push(&format!("<path d=\"{path}\" {}/>", stroke.attributes()));
    }

    pub(crate) fn rect(&mut self, at: Point, width: f64, height: f64, fill: &str) {
        self.push(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"/>",
            number(at.0),
            number(at.1),
            number(width),
            number(height)
        ));
    }

    /// A mark with a white edge, and a tooltip.
    pub(crate) fn mark(&mut self, shape: Shape, at: Point, radius: f64, fill: &str, tooltip: &str) {
        let look = format!("fill=\"{fill}\" stroke=\"{}\" stroke-width=\"0.75\"", theme::GROUND);
        let tip = format!("<title>{}</title>", escape(tooltip));
        match shape {
            Shape::Dot => {
                let (x, y, r) = (number(at.0), number(at.1), number(radius));
                self.push(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {look}>{tip}</circle>"));
            }
            Shape::Ring => {
                let (x, y, r) = (number(at.0), number(at.1), number(radius - 0.5));
                let look = format!("fill=\"{}\" stroke=\"{fill}\" stroke-width=\"1.5\"", theme::GROUND);
                self.push(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {look}>{tip}</circle>"));
            }
            Shape::Diamond | Shape::Up | Shape::Down => {
                let r = radius * 1.35;
                let (wide, flat) = (0.95 * r, 0.65 * r);
                let corners = match shape {
                    Shape::Up => vec![(at.0, at.1 - r), (at.0 + wide, at.1 + flat), (at.0 - wide, at.1 + flat)],
                    Shape::Down => vec![(at.0, at.1 + r), (at.0 + wide, at.1 - flat), (at.0 - wide, at.1 - flat)],
                    _ => vec![(at.0, at.1 - r), (at.0 + r, at.1), (at.0, at.1 + r), (at.0 - r, at.1)],
                };
                self.push(&format!("<polygon points=\"{}\" {look}>{tip}</polygon>", list(&corners)));
            }
        }
    }

    /// A circle around a mark.
    pub(crate) fn circle(&mut self, at: Point, radius: f64, stroke: Stroke) {
        let (x, y, r) = (number(at.0), number(at.1), number(radius));
        self.push(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {}/>", stroke.attributes()));
    }

    pub(crate) fn text(&mut self, t: Text) {
        let anchor = match t.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if t.weight == Weight::Bold { " font-weight=\"bold\"" } else { "" };
        let halo = if t.halo {
            format!(" stroke=\"{}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"", theme::GROUND)
        } else {
            String::new()
        };
        self.push(&format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{weight} fill=\"{}\"{anchor}{halo}>{}</text>",
            number(t.at.0),
            number(t.at.1),
            number(t.size),
            t.colour,
            escape(t.text)
        ));
    }

    /// The whole document. `id` makes the ids of title and description unique on a page of several charts.
    pub(crate) fn document(&self, id: &str, size: theme::Size, height: f64, title: &str, desc: &str) -> String {
        let shown = |v: f64| format!("{}{}", number(v * size.scale), size.unit);
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{}\">\n\
             <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
            shown(size.width),
            shown(height),
            number(size.width),
            number(height),
            font::FAMILY,
            escape(title),
            escape(desc)
        );
        let _ = writeln!(
            out,
            "<rect width=\"{}\" height=\"{}\" fill=\"{}\"/>",
            number(size.width),
            number(height),
            theme::GROUND
        );
        out.push_str(&self.0);
        out.push_str("</svg>\n");
        out
    }
}

fn list(points: &[Point]) -> String {
    points.iter().map(|p| format!("{},{}", number(p.0), number(p.1))).collect::<Vec<_>>().join(" ")
}
