//! Quotation marks that are not where a CSV has them: each can swallow rows or glue two fields together.

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Line, counted from 1 with the first line of the text as 1.
    pub(super) line: u64,
    /// The field, counted from 0; `None` where it is about the record.
    pub(super) field: Option<usize>,
    /// What was found and expected.
    pub(super) problem: String,
}

#[derive(Clone, Copy, PartialEq)]
enum In {
    Start,
    Plain,
    Quoted,
    Closed,
}

/// Walks through the text by the rules of CSV. Records that run over several lines are refused where most do not, or
/// where one of their lines looks like a record: `several_lines` allows them (cells of a workbook).
pub(super) fn check(text: &str, delimiter: u8, several_lines: bool) -> Result<(), Fault> {
    if memchr::memchr(b'"', text.as_bytes()).is_none() {
        return Ok(());
    }
    let mut walk = Walk::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        walk.step(bytes, &mut at, delimiter)?;
        at += 1;
    }
    if walk.state == In::Quoted {
        let problem = "a quote is opened here and never closed: the file is cut short (fetch or copy it again) or a quote \
                       is missing";
        return Err(Fault { line: walk.opened.0, field: None, problem: problem.to_owned() });
    }
    walk.end_of_record();
    walk.records_over_lines(several_lines)
}

struct Walk {
    state: In,
    line: u64,
    field: usize,
    /// Line and byte of the latest opening quote.
    opened: (u64, usize),
    /// Separators on the present line of a quoted field, and the most on any line of it but the first.
    separators: usize,
    most: usize,
    record_line: u64,
    records: usize,
    several: usize,
    /// First and last line of the first record over several lines, and of the first that holds what looks like a record.
    first: Option<(u64, u64)>,
    swallowing: Option<(u64, u64)>,
    fields_of_header: usize,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            state: In::Start,
            line: 1,
            field: 0,
            opened: (1, 0),
            separators: 0,
            most: 0,
            record_line: 1,
            records: 0,
            several: 0,
            first: None,
            swallowing: None,
            fields_of_header: 0,
        }
    }
}

impl Walk {
    fn step(&mut self, bytes: &[u8], at: &mut usize, delimiter: u8) -> Result<(), Fault> {
        let byte = bytes[*at];
        let ends_line = byte == b'\n' || (byte == b'\r' && bytes.get(*at + 1) != Some(&b'\n'));
        match self.state {
            In::Quoted => match byte {
                b'"' if bytes.get(*at + 1) == Some(&b'"') => *at += 1,
                b'"' => self.state = In::Closed,
                _ if byte == delimiter => {
                    self.separators += 1;
                    if self.line > self.opened.0 {
                        self.most = self.most.max(self.separators);
                    }
                }
                _ if ends_line => self.separators = 0,
                _ => {}
            },
            In::Start | In::Plain if byte == b'"' => {
                if self.state == In::Plain {
                    return Err(self.inside());
                }
                (self.state, self.opened, self.separators) = (In::Quoted, (self.line, *at), 0);
            }
            _ if byte == delimiter => (self.field, self.state) = (self.field + 1, In::Start),
            _ if matches!(byte, b'\r' | b'\n') => {
                if ends_line {
                    self.end_of_record();
                    self.record_line = self.line + 1;
                }
            }
            In::Closed if !matches!(byte, b' ' | b'\t') => return Err(self.after()),
            In::Closed => {}
            In::Start | In::Plain => self.state = In::Plain,
        }
        self.line += u64::from(ends_line);
        Ok(())
    }

    fn inside(&self) -> Fault {
        let problem = "a quotation mark stands inside a field that does not begin with one; expected none, or marks around \
                       the whole field with those inside it doubled (is a separator missing here?)";
        Fault { line: self.line, field: Some(self.field), problem: problem.to_owned() }
    }

    fn after(&self) -> Fault {
        let opened =
            if self.opened.0 < self.line { format!(" (opened on line {})", self.opened.0) } else { String::new() };
        let problem = format!(
            "something follows the quotation mark that closes the field{opened}; expected a separator: is a mark missing, or \
             one too many, or not doubled?"
        );
        Fault { line: self.line, field: Some(self.field), problem }
    }

    fn end_of_record(&mut self) {
        let blank = self.field == 0 && self.state == In::Start;
        if self.records == 0 && !blank {
            self.fields_of_header = self.field + 1;
        } else if self.line > self.record_line && !blank {
            self.several += 1;
            let lines = (self.record_line, self.line);
            self.first.get_or_insert(lines);
            if self.fields_of_header > 1 && self.most + 1 >= self.fields_of_header {
                self.swallowing.get_or_insert(lines);
            }
        }
        self.records += usize::from(!blank);
        (self.field, self.state, self.most) = (0, In::Start, 0);
    }

    fn records_over_lines(&self, allowed: bool) -> Result<(), Fault> {
        let few = self.several * 2 < self.records.saturating_sub(1);
        let found = self.swallowing.or(self.first.filter(|_| few));
        let Some((first, last)) = found.filter(|_| !allowed) else { return Ok(()) };
        let problem = format!(
            "a quoted field runs over lines {first} to {last}, which would be one row; expected a row on each line, as in the \
             rest of the file: is a quotation mark missing, or one too many?"
        );
        Err(Fault { line: first, field: None, problem })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<(u64, Option<usize>, String)> {
        check(text, b',', false).err().map(|f| (f.line, f.field, f.problem))
    }

    #[test]
    fn marks_where_a_csv_has_them_pass() {
        for text in [
            "a,b\n1,2\n",
            "a,b\n\"1\",\"2 \"\"x\"\"\"\r\n\"3\" ,4",
            "a,b\n\"x, y\",2\n3,\"\"\n",
            "\"a\nb\",c\n1,2\n3,4\n5,6\n",
            "a,b\n\"x\ny\",1\n\"z\nw\",2\n",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
        assert!(check("a,b\n\"x\ny\",1\n1,2\n3,4\n5,6\n", b',', true).is_ok());
    }

    #[test]
    fn marks_elsewhere_are_faults_with_line_and_field() {
        for (text, line, field, words) in [
            ("a,b\n1,2\n3\"x\",4\n", 3, Some(0), "inside a field"),
            ("a,b\n1, \"x\"\n", 2, Some(1), "inside a field"),
            ("a,b\n\"1\",\"\"2\"\n", 2, Some(1), "something follows"),
            ("a,b,c\n1,\"x,2\n3,4,5\n6,\"y,7\n8,9,10\n", 4, Some(1), "opened on line 2"),
            ("a,b,c\n1,\"x,2\n3,4,5\n6,y\",7\n8,9,10\n", 2, None, "lines 2 to 4"),
            ("a,b,c\n1,\"x,2\n3,4,5\n6,y\",7\n", 2, None, "lines 2 to 4"),
            ("a,b\n1,\"x\ny\"\n1,2\n3,4\n5,6\n", 2, None, "lines 2 to 3"),
            ("a,b\r\n1,2\r\n\"3,4\r\n", 3, None, "never closed"),
        ] {
            let (at, which, problem) = fault(text).unwrap();
            assert_eq!((at, which), (line, field), "{text}");
            assert!(problem.contains(words), "{problem}");
        }
    }
}
