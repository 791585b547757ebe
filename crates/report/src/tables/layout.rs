//! Columns of text for a terminal: wrapped at spaces alone, names cut with an ellipsis, numbers never broken.

use unwarranted_core::printable::one_line;
use unwarranted_core::text::wrapped;

/// The narrowest that a name is cut to.
const NAME: usize = 12;

/// A table of aligned columns.
pub(super) struct Table {
    columns: Vec<Column>,
    width: Option<usize>,
}

struct Column {
    right: bool,
    hidden: bool,
    /// Cells are cut rather than wrapped.
    cut: bool,
    /// The head first.
    cells: Vec<String>,
}

/// An empty table. `right` are the columns set to the right; `width` is that of the terminal.
pub(super) fn table(heads: &[&str], right: &[usize], width: Option<u16>) -> Table {
    let column = |(at, head): (usize, &&str)| Column {
        right: right.contains(&at),
        hidden: false,
        cut: *head == "Name",
        cells: vec![(*head).to_owned()],
    };
    Table { columns: heads.iter().enumerate().map(column).collect(), width: width.map(usize::from) }
}

impl Table {
    /// One cell for each head.
    pub(super) fn add_row<const N: usize>(&mut self, cells: [String; N]) {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.cells.push(one_line(&cell).into_owned());
        }
    }

    /// Leaves out these columns.
    pub(super) fn hide(&mut self, columns: &[usize]) {
        for at in columns {
            if let Some(column) = self.columns.get_mut(*at) {
                column.hidden = true;
            }
        }
    }
}

impl Column {
    /// The width that no cell exceeds, and the least that breaks no word.
    fn widths(&self) -> (usize, usize) {
        let most = self.cells.iter().map(|c| length(c)).max().unwrap_or(0);
        let word = self.cells.iter().flat_map(|c| c.split(' ')).map(length).max().unwrap_or(0);
        (most, if self.cut { most.min(NAME) } else { word })
    }

    fn lines(&self, row: usize, width: usize) -> Vec<String> {
        let cell = self.cells.get(row).map_or("", String::as_str);
        if self.cut { vec![shortened(cell, width)] } else { wrapped(cell, width) }
    }
}

/// The table as lines. A table that cannot be narrower without breaking a word is wider than the terminal.
pub(super) fn lines(table: &Table) -> String {
    let columns: Vec<&Column> = table.columns.iter().filter(|c| !c.hidden).collect();
    let (widths, gap) = fitted(&columns, table.width);
    let rows = columns.first().map_or(0, |c| c.cells.len());
    let mut out = String::new();
    for row in 0..rows {
        let cells: Vec<Vec<String>> = columns.iter().zip(&widths).map(|(c, w)| c.lines(row, *w)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let text: Vec<String> = (columns.iter().zip(&widths).zip(&cells))
                .map(|((column, width), cell)| padded(cell.get(line).map_or("", String::as_str), *width, column.right))
                .collect();
            out += text.join(&" ".repeat(gap)).trim_end();
            out.push('\n');
        }
    }
    out
}

/// The width of every column and of the gap between two: the widest column gives way first, the gap last.
fn fitted(columns: &[&Column], width: Option<usize>) -> (Vec<usize>, usize) {
    let bounds: Vec<(usize, usize)> = columns.iter().map(|c| c.widths()).collect();
    let mut widths: Vec<usize> = bounds.iter().map(|(most, _)| *most).collect();
    let Some(width) = width else { return (widths, 2) };
    let gaps = columns.len().saturating_sub(1);
    let least: usize = bounds.iter().map(|(_, least)| least).sum();
    let gap = if least + 2 * gaps > width { 1 } else { 2 };
    while widths.iter().sum::<usize>() + gap * gaps > width {
        let widest = (0..widths.len()).filter(|i| widths[*i] > bounds[*i].1).max_by_key(|i| widths[*i]);
        let Some(at) = widest else { break };
        widths[at] -= 1;
    }
    (widths, gap)
}

/// A long line of prose, such as a reason, broken at spaces; other lines as they are.
pub(super) fn prose(text: &str, width: Option<u16>) -> String {
    let Some(width) = width.map(usize::from) else { return text.to_owned() };
    text.lines().flat_map(|line| wrapped(line, width)).map(|line| line + "\n").collect()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn padded(text: &str, width: usize, right: bool) -> String {
    // By hand, as a format's width ends at 65,535.
    let blank = " ".repeat(width.saturating_sub(length(text)));
    if right { blank + text } else { text.to_owned() + &blank }
}

fn shortened(text: &str, width: usize) -> String {
    if length(text) <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(width: Option<u16>) -> String {
        let mut table = table(&["Area", "Name", "Denominator", "Limits"], &[2], width);
        table.add_row(["07X", "NHS Place of a very long name CCG", "1,234,567", "0.87 to 1.15"].map(str::to_owned));
        lines(&table)
    }

    #[test]
    fn cells_are_broken_at_spaces_and_names_are_cut() {
        let wide = "Area  Name                               Denominator  Limits\n\
                    07X   NHS Place of a very long name CCG    1,234,567  0.87 to 1.15\n";
        assert_eq!(made(None), wide);
        let narrow = "Area  Name          Denominator  Limits\n\
                      07X   NHS Place o…    1,234,567  0.87 to\n\
                      \u{20}                                1.15\n";
        assert_eq!(made(Some(40)), narrow);
    }

    #[test]
    fn a_name_of_any_length_is_written() {
        let mut table = table(&["Area", "Name"], &[1], None);
        table.add_row(["x".repeat(70_000), "y".to_owned()]);
        assert_eq!(lines(&table).lines().map(str::len).max(), Some(70_006));
    }

    #[test]
    fn no_word_is_broken_at_any_width() {
        for width in 1..70 {
            for word in ["Denominator", "1,234,567", "0.87", "1.15", "Limits"] {
                assert!(made(Some(width)).contains(word), "{word} at {width}");
            }
        }
    }

    #[test]
    fn prose_is_wrapped_at_spaces() {
        assert_eq!(prose("one two three\nfour\n", Some(8)), "one two\nthree\nfour\n");
        assert_eq!(prose("one two three\n", None), "one two three\n");
    }
}
