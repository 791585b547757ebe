//! What puts a chart on another page: a picture with its text.

use unwarranted_plot::Drawing;

/// HTML for a page that has the file of the chart beside it: picture, text alternative, headline and source.
pub(super) fn snippet(drawing: &Drawing, file: &str, source: &str) -> String {
    let alt = format!("{}. {}", drawing.headline.trim_end_matches('.'), drawing.alt);
    format!(
        "<figure>\n  <img src=\"{}\" alt=\"{}\" style=\"max-width: 100%\">\n  <figcaption>{}. {}</figcaption>\n</figure>",
        escaped(file),
        escaped(&alt),
        escaped(drawing.headline.trim_end_matches('.')),
        escaped(source)
    )
}

/// Text within HTML and its attributes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_plot::data::Data;

    #[test]
    fn the_picture_has_its_text_and_names_cannot_break_out() {
        let drawing = Drawing {
            headline: "A \"big\" <b>lottery</b>".to_owned(),
            alt: "One bar for each area.".to_owned(),
            svg: String::new(),
            data: Data { columns: Vec::new(), rows: Vec::new() },
        };
        let html = snippet(&drawing, "ranked.svg", "Source: NHS & others");
        assert!(
            html.contains("alt=\"A &quot;big&quot; &lt;b&gt;lottery&lt;/b&gt;. One bar for each area.\""),
            "{html}"
        );
        assert!(html.contains("Source: NHS &amp; others</figcaption>") && !html.contains("<b>"));
    }
}
