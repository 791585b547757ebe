//! Options of a study with their dashes: in help, where what does not belong to a command is hidden and defaults are
//! added, and in messages.

use super::Cli;
use clap::{Arg, Args, Command, CommandFactory, FromArgMatches};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::LazyLock;
use unwarranted::study::{OPTIONS, OptionEntry, Study, Task};

/// Names of all flags, of every subcommand.
static FLAGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let command = Cli::command();
    let nested = || command.get_subcommands().flat_map(Command::get_subcommands);
    let arguments = command.get_subcommands().chain(nested()).flat_map(Command::get_arguments);
    arguments.filter_map(|argument| Some(argument.get_long()?.to_owned())).collect()
});

/// The flags of the options of a study by their ids; one that is typed without a flag has none.
static STUDY: LazyLock<BTreeMap<String, Option<String>>> = LazyLock::new(|| {
    let study = Study::augment_args(Command::new("study"));
    study.get_arguments().map(|a| (a.get_id().to_string(), a.get_long().map(str::to_owned))).collect()
});

/// What these arguments say, read by the plain command line. Help and messages need the one that is dressed, which takes longer to make
/// than many a command to run.
///
/// # Errors
/// Help that is asked for, and what is wrong with arguments, ready to be printed.
pub(crate) fn parsed(mut plain: Command, arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let read = |command: &mut Command| {
        let matches = command.try_get_matches_from_mut(arguments)?;
        Cli::from_arg_matches(&matches)
    };
    read(&mut plain).or_else(|error| {
        if error.kind() == clap::error::ErrorKind::DisplayVersion {
            return Err(error);
        }
        let mut whole = command();
        read(&mut whole).map_err(|error| error.format(&mut whole))
    })
}

/// The whole command line, with help that says what each option does for the command it is typed to.
pub(crate) fn command() -> Command {
    let mut command = Cli::command();
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let tasks: &[Task] = match name.parse::<Task>() {
            Ok(Task::Rates) => &[Task::Rates, Task::Inequality],
            Ok(task) => &[task],
            Err(_) if name == crate::commands::INIT => &Task::ALL.map(|(task, _)| task),
            // A chart of findings or of the league.
            Err(_) if name == "chart" => &[Task::Report, Task::Sweep],
            Err(_) => continue,
        };
        command = command.mut_subcommand(name, |sub| dressed(sub, tasks));
    }
    super::help::with_two_lengths(command)
}

/// The help of one analysing subcommand.
fn dressed(sub: Command, tasks: &[Task]) -> Command {
    let defaults = Study::defaults(tasks[0]);
    sub.mut_args(|argument| {
        let key = argument.get_id().as_str().replace('_', "-");
        let serves = OPTIONS.iter().find(|o| o.key == key).is_none_or(|o| tasks.iter().any(|task| o.serves(*task)));
        told(argument, defaults.get(&key).cloned()).hide(!serves)
    })
}

/// An argument whose help has dashes and its default.
fn told(argument: Arg, default: Option<String>) -> Arg {
    let Some(help) = argument.get_help() else { return argument };
    let help = typed(&help.to_string());
    let help = match default {
        Some(default) => format!("{} [default: {default}]", help.trim_end_matches('.')),
        None => help,
    };
    argument.help(help)
}

/// The flag of an option, with its dashes; `None` for a word that is no option.
fn flag(key: &str) -> Option<String> {
    if key == "confidence-also" {
        return Some("--confidence with several levels".to_owned());
    }
    let known = |o: &&OptionEntry| o.key == key;
    let id = key.replace('-', "_");
    match STUDY.get(&id) {
        Some(Some(long)) => Some(format!("--{long}")),
        Some(None) => Some(key.to_owned()),
        None if OPTIONS.iter().any(|o| known(&o)) => Some(format!("--{}", key.strip_prefix("column-").unwrap_or(key))),
        None => FLAGS.iter().find(|flag| *flag == key).map(|flag| format!("--{flag}")),
    }
}

/// The text with every option in backquotes as it is typed: `` `level ccg` `` is `--level ccg`.
pub(crate) fn typed(text: &str) -> String {
    let mut pieces = text.split('`');
    let mut typed = pieces.next().unwrap_or_default().to_owned();
    while let Some(inside) = pieces.next() {
        let (key, value) = inside.split_at(inside.find(' ').unwrap_or(inside.len()));
        match (pieces.next(), flag(key)) {
            (Some(after), Some(flag)) => typed += &format!("{flag}{value}{after}"),
            (Some(after), None) => typed += &format!("`{inside}`{after}"),
            (None, _) => typed += &format!("`{inside}"),
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_get_their_dashes_and_nothing_else_changes() {
        for (text, wanted) in [
            ("`level` and `column-rank imd`", "--level and --rank-by imd"),
            ("`column-denominator` or `column-period`", "--denominator or --period"),
            ("`exceed` is 0", "--exceed is 0"),
            ("the `unknown` word, a lone ` and none", "the `unknown` word, a lone ` and none"),
        ] {
            assert_eq!(typed(text), wanted);
        }
    }

    /// The plain one is read first: what it takes, the dressed one takes as well.
    #[test]
    fn both_command_lines_read_the_same() {
        for line in [
            "rates a.csv --by year",
            "chart ranked a.csv -o x.svg",
            "list charts",
            "report a.csv --about area",
            "rates a.csv --observd o",
            "rates --help",
            "rates --help-all",
            "help chart",
            "-V",
            "",
        ] {
            let arguments: Vec<OsString> =
                std::iter::once("unwarranted").chain(line.split_whitespace()).map(OsString::from).collect();
            let mut whole = command();
            let dressed = whole.try_get_matches_from_mut(&arguments).and_then(|m| Cli::from_arg_matches(&m));
            match (parsed(Cli::command(), &arguments), dressed) {
                (Ok(a), Ok(b)) => assert_eq!(format!("{a:?}"), format!("{b:?}"), "{line}"),
                (Err(a), Err(b)) => assert_eq!(a.to_string(), b.format(&mut whole).to_string(), "{line}"),
                (a, b) => panic!("{line}: {a:?} {b:?}"),
            }
        }
    }

    #[test]
    fn the_command_line_holds_together() {
        command().debug_assert();
        let help = |name: &str| {
            let shown = command().find_subcommand_mut(name).unwrap().render_long_help().to_string();
            // Lines are wrapped.
            shown.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert!(help("indices").contains("--replicates") && !help("rates").contains("--replicates"));
        assert!(help("rates").contains("[default: ccg]") && help("indices").contains("[default: 999]"));
        assert!(
            Task::ALL
                .iter()
                .filter_map(|(_, name)| command().find_subcommand_mut(name).map(|_| help(name)))
                .all(|help| !help.contains('`'))
        );
    }
}
