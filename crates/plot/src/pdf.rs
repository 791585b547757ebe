//! PDF from the same SVG: every mark and every letter as an outline, so that it looks the same everywhere.

use crate::png::{Error, parse};
use pdf_writer::{Content, Filter, Finish, Pdf, Rect, Ref, TextStr};
use resvg::tiny_skia::{PathSegment, Transform};
use resvg::usvg::{FillRule, Group, LineCap, LineJoin, Node, Paint, PaintOrder, Path};

/// Points of a PDF per CSS pixel.
const POINTS: f32 = 0.75;

/// One page of the shown size of an SVG. Letters are outlines: the words are in the title and in the SVG.
///
/// # Errors
/// [`Error::Svg`] for what is no SVG.
pub fn pdf(svg: &str, title: &str) -> Result<Vec<u8>, Error> {
    let tree = parse(svg)?;
    let (width, height) = (tree.size().width() * POINTS, tree.size().height() * POINTS);
    let mut content = Content::new();
    // From the top left corner down to the bottom left corner up.
    group(&mut content, tree.root(), Transform::from_row(POINTS, 0.0, 0.0, -POINTS, 0.0, height));
    let [catalog, pages, page, stream, info] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages).lang(TextStr("en-GB")).viewer_preferences().display_doc_title(true).finish();
    pdf.pages(pages).kids([page]).count(1);
    pdf.page(page).parent(pages).media_box(Rect::new(0.0, 0.0, width, height)).contents(stream).resources();
    let packed = packed(&content.finish())?;
    pdf.stream(stream, &packed).filter(Filter::FlateDecode);
    pdf.document_info(info).title(TextStr(title)).creator(TextStr("unwarranted"));
    // A fixed identifier: the same drawing gives the same bytes.
    pdf.set_file_id((b"unwarranted".to_vec(), b"unwarranted".to_vec()));
    Ok(pdf.finish())
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|e| Error::Encode(e.to_string()))
}

fn group(content: &mut Content, group_: &Group, at: Transform) {
    let at = at.pre_concat(group_.transform());
    for node in group_.children() {
        match node {
            Node::Group(inner) => group(content, inner, at),
            Node::Path(shape) => path(content, shape, at),
            Node::Text(text) => group(content, text.flattened(), at),
            // No chart holds a picture.
            Node::Image(_) => {}
        }
    }
}

fn path(content: &mut Content, path: &Path, at: Transform) {
    if !path.is_visible() {
        return;
    }
    match path.paint_order() {
        PaintOrder::FillAndStroke => {
            fill(content, path, at);
            stroke(content, path, at);
        }
        PaintOrder::StrokeAndFill => {
            stroke(content, path, at);
            fill(content, path, at);
        }
    }
}

fn colour(paint: &Paint) -> Option<[f32; 3]> {
    let Paint::Color(c) = paint else { return None };
    Some([c.red, c.green, c.blue].map(|v| f32::from(v) / 255.0))
}

fn fill(content: &mut Content, path: &Path, at: Transform) {
    let Some((fill, [r, g, b])) = path.fill().and_then(|f| Some((f, colour(f.paint())?))) else { return };
    content.set_fill_rgb(r, g, b);
    outline(content, path, at);
    match fill.rule() {
        FillRule::NonZero => content.fill_nonzero(),
        FillRule::EvenOdd => content.fill_even_odd(),
    };
}

fn stroke(content: &mut Content, path: &Path, at: Transform) {
    let Some((stroke, [r, g, b])) = path.stroke().and_then(|s| Some((s, colour(s.paint())?))) else { return };
    let scale = at.get_scale().0;
    content.set_stroke_rgb(r, g, b).set_line_width(stroke.width().get() * scale);
    content.set_line_cap(match stroke.linecap() {
        LineCap::Butt => pdf_writer::types::LineCapStyle::ButtCap,
        LineCap::Round => pdf_writer::types::LineCapStyle::RoundCap,
        LineCap::Square => pdf_writer::types::LineCapStyle::ProjectingSquareCap,
    });
    content.set_line_join(match stroke.linejoin() {
        LineJoin::Round => pdf_writer::types::LineJoinStyle::RoundJoin,
        LineJoin::Bevel => pdf_writer::types::LineJoinStyle::BevelJoin,
        LineJoin::Miter | LineJoin::MiterClip => pdf_writer::types::LineJoinStyle::MiterJoin,
    });
    let dashes = stroke.dasharray().unwrap_or_default().iter().map(|d| d * scale);
    content.set_dash_pattern(dashes, stroke.dashoffset() * scale);
    outline(content, path, at);
    content.stroke();
}

fn outline(content: &mut Content, path: &Path, at: Transform) {
    let Some(data) = path.data().clone().transform(at) else { return };
    // To a hundredth of a point, which no printer shows.
    let r = |v: f32| (v * 100.0).round() / 100.0;
    let mut from = (0.0, 0.0);
    for segment in data.segments() {
        match segment {
            PathSegment::MoveTo(p) => {
                content.move_to(r(p.x), r(p.y));
                from = (p.x, p.y);
            }
            PathSegment::LineTo(p) => {
                content.line_to(r(p.x), r(p.y));
                from = (p.x, p.y);
            }
            PathSegment::QuadTo(c, p) => {
                // The same curve as a cubic one: its control points are two thirds of the way to that of the other.
                let third = |a: f32, b: f32| a + (b - a) * 2.0 / 3.0;
                let (x1, y1) = (third(from.0, c.x), third(from.1, c.y));
                content.cubic_to(r(x1), r(y1), r(third(p.x, c.x)), r(third(p.y, c.y)), r(p.x), r(p.y));
                from = (p.x, p.y);
            }
            PathSegment::CubicTo(a, b, p) => {
                content.cubic_to(r(a.x), r(a.y), r(b.x), r(b.y), r(p.x), r(p.y));
                from = (p.x, p.y);
            }
            PathSegment::Close => {
                content.close_path();
            }
        }
    }
}
