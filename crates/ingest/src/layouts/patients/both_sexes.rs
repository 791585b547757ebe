//! The files of men and of women of one publication, read as one.

use super::reg_patients;
use crate::input::{self, InputFile, Member, sha256_hex};
use crate::read::{Sample, Source};
use crate::tables::MAX_REJECTS;

/// The name of the file of men beside that of women, such as `gp-reg-pat-prac-sing-age-male.csv` for `...-female.csv`; `None` for the name
/// of any other file.
#[must_use]
pub fn name_of_men(name: &str) -> Option<String> {
    let at = name.to_ascii_lowercase().rfind("female")?;
    Some(format!("{}{}", &name[..at], &name[at + "fe".len()..]))
}

/// One file of the patients of both sexes, from those of men and of women; the second follows the first. `None` where they are not of the
/// layout of patients, or have other columns: they are then two files.
///
/// ```
/// use unwarranted_ingest::{formats::both_sexes, input::from_bytes};
/// let of = |sex: &str, n: u32| {
///     let text = format!("EXTRACT_DATE,ORG_CODE,SEX,AGE,NUMBER_OF_PATIENTS\n01APR2019,A90001,{sex},ALL,{n}\n");
///     from_bytes(format!("{sex}.csv"), format!("in/{sex}.csv"), text.into_bytes()).unwrap()
/// };
/// let both = both_sexes(&of("MALE", 480), &of("FEMALE", 520)).unwrap();
/// assert_eq!((both.name.as_str(), both.members[0].text.lines().count()), ("MALE.csv and FEMALE.csv", 3));
/// ```
#[must_use]
pub fn both_sexes(men: &InputFile, women: &InputFile) -> Option<InputFile> {
    let ([first], [second]) = (men.members.as_slice(), women.members.as_slice()) else { return None };
    let [head, other] = [first, second].map(|member| input::first_line(&member.text).trim());
    if head != other || ![first, second].into_iter().all(is_of_patients) {
        return None;
    }
    let rest = second.text.trim_start().strip_prefix(other)?.trim_start_matches(['\r', '\n']);
    let text = format!("{}\n{rest}", first.text.trim_end_matches(['\r', '\n']));
    let name = format!("{} and {}", men.name, women.name);
    let shown = format!("{}, followed by {}", men.shown, women.shown);
    let member = Member { name: name.clone(), shown: shown.clone(), text, encoding: first.encoding };
    let sha256 = sha256_hex(format!("{}\n{}\n", men.sha256, women.sha256).as_bytes());
    let passed_over = men.passed_over.iter().chain(&women.passed_over).cloned().collect();
    Some(InputFile { name, shown, bytes: men.bytes + women.bytes, sha256, members: vec![member], passed_over })
}

fn is_of_patients(member: &Member) -> bool {
    let source = Source {
        shown: &member.shown,
        names: &[&member.name],
        text: &member.text,
        max_rejects: MAX_REJECTS,
        progress: &|_| (),
    };
    Sample::new(&source).is_ok_and(|sample| (reg_patients::FORMAT.recognise)(&sample))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::read as read_any;
    use crate::tables::{Reading, Tables};

    const HEAD: &str = "EXTRACT_DATE,CCG_CODE,ORG_CODE,SEX,AGE,NUMBER_OF_PATIENTS";

    fn file(name: &str, rows: &str) -> InputFile {
        let text = format!("{HEAD}\r\n{rows}").into_bytes();
        input::from_bytes(name.to_owned(), name.to_owned(), text).unwrap()
    }

    fn read(file: &InputFile) -> Reading {
        let member = &file.members[0];
        let source = Source {
            shown: &member.shown,
            names: &[&member.name],
            text: &member.text,
            max_rejects: MAX_REJECTS,
            progress: &|_| (),
        };
        read_any(&source).unwrap().1
    }

    #[test]
    fn persons_are_male_and_female_together() {
        let men = "01APR2019,90A,A90001,MALE,ALL,480\n01APR2019,90A,A90001,MALE,0,20\n01APR2019,90A,A90001,MALE,95+,460\n\
                   01APR2019,90A,A90002,MALE,ALL,7\n01APR2019,90A,A90002,MALE,0,7";
        let women = "01APR2019,90A,A90001,FEMALE,ALL,520\r\n01APR2019,90A,A90001,FEMALE,0,30\r\n01APR2019,90A,A90001,FEMALE,95+,490\r\n\
                     01APR2019,90A,A90003,FEMALE,ALL,9\r\n";
        let both = both_sexes(&file("p-male.csv", men), &file("p-female.csv", women)).unwrap();
        assert_eq!(both.name, "p-male.csv and p-female.csv");
        let reading = read(&both);
        let Tables::Population(months) = &reading.tables else { panic!("population expected") };
        let (month, table) = months.first_key_value().unwrap();
        let lists: Vec<(&str, i64)> = table.rows.iter().map(|r| (r.practice.as_str(), r.patients)).collect();
        assert_eq!((month.to_string().as_str(), lists), ("2019-04", vec![("A90001", 1000)]));
        let strata: Vec<(String, i64)> =
            table.strata.iter().flatten().map(|s| (s.stratum.to_string(), s.patients)).collect();
        let wanted = [
            ("age 0, sex female", 30),
            ("age 0, sex male", 20),
            ("age 95+, sex female", 490),
            ("age 95+, sex male", 460),
        ];
        assert_eq!(strata, wanted.map(|(key, n)| (key.to_owned(), n)));
        let tally = &reading.tally;
        // All ages of one sex are parts of the total that the single years come to as well.
        assert_eq!((tally.read, tally.used), (9, 4), "{tally:?}");
        let aside = [("a practice with patients of one sex alone", 3), ("part of a total", 2)];
        assert_eq!(tally.set_aside, aside.into());
        let notice = "practices with patients of one sex alone, which are left out: 2 (A90002: MALE, A90003: FEMALE)";
        assert!(tally.notices.iter().any(|told| told == notice), "{:?}", tally.notices);
    }

    #[test]
    fn other_files_are_not_put_together() {
        let men = file("p-male.csv", "01APR2019,90A,A90001,MALE,ALL,480\n");
        let other = input::from_bytes("x".into(), "x".into(), b"area,observed\nA,1\n".to_vec()).unwrap();
        assert!(both_sexes(&men, &other).is_none() && both_sexes(&other, &other).is_none());
        assert_eq!(name_of_men("p-FEMALE-2019.csv").as_deref(), Some("p-MALE-2019.csv"));
        assert_eq!(name_of_men("p-male.csv"), None);
    }
}
