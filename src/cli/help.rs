//! Help of two lengths: `--help` shows what most people need on one screen, `--help-all` every option in full.

use clap::{Arg, ArgAction, Command};

/// The flag of the whole help.
const ALL: &str = "help-all";

/// Place of the flags of help, after all options.
const LAST: usize = 1_000;

/// Options under a heading that `--help` shows as well.
const EVERYDAY: &[&str] = &[
    "area",
    "column_area",
    "observed",
    "column_observed",
    "denominator",
    "within",
    "column_within",
    "period",
    "by",
    "per",
    "store",
    "bnf",
    "treatment",
    "level",
    "need",
];

/// Commands of which need is the point; others have a screen full without it.
const ABOUT_NEED: &[&str] = &["explain", "sweep"];

/// Options without a heading that it leaves out: few need them.
const SELDOM: &[&str] = &["seed", "replicates", "confidence", "guidance", "unit", "title", "kept_study"];

/// The command with both lengths of help, and so its subcommands.
pub(super) fn with_two_lengths(command: Command) -> Command {
    let about_need = ABOUT_NEED.contains(&command.get_name());
    let command = command.mut_subcommands(with_two_lengths).mut_args(|argument| shortened(argument, about_need));
    let more = command.get_arguments().any(Arg::is_hide_short_help_set);
    let short = Arg::new("help").short('h').long("help").action(ArgAction::HelpShort).display_order(LAST);
    let command = command.disable_help_flag(true).arg(short.help("Print this help"));
    if !more {
        return command;
    }
    let long = Arg::new(ALL).long(ALL).action(ArgAction::HelpLong).display_order(LAST);
    command.arg(long.help("Print the help of all options, in full"))
}

/// An argument that says no more than the beginning of its first sentence on the first screen.
fn shortened(argument: Arg, about_need: bool) -> Arg {
    let id = argument.get_id().as_str();
    let hidden = argument.is_hide_short_help_set()
        || (id == "need" && !about_need)
        || match argument.get_help_heading() {
            Some(_) => !EVERYDAY.contains(&id),
            None => SELDOM.contains(&id),
        };
    let argument = argument.hide_short_help(hidden);
    let Some(whole) = argument.get_help().map(ToString::to_string) else { return argument };
    let long = argument.get_long_help().map_or_else(|| whole.clone(), ToString::to_string);
    argument.help(beginning(&whole).to_owned()).long_help(long)
}

/// The text up to its first stop, semicolon, colon or bracket.
fn beginning(text: &str) -> &str {
    let ends = [". ", "; ", ": ", " (", " ["].iter().filter_map(|stop| text.find(stop));
    ends.min().map_or(text, |end| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of a usual window.
    const SCREEN: usize = 50;

    fn each(command: &mut Command, name: &str, check: &mut dyn FnMut(&mut Command, &str)) {
        check(command, name);
        for sub in command.get_subcommands_mut().filter(|sub| !sub.is_hide_set()) {
            let name = format!("{name} {}", sub.get_name());
            each(sub, &name, check);
        }
    }

    #[test]
    fn the_help_of_every_command_fits_one_screen_and_the_whole_help_has_all() {
        let mut seen = 0;
        each(&mut crate::cli::command(), "unwarranted", &mut |command, name| {
            // As written: a terminal would break a longer example where no shell could read it. Prose may be broken.
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            for line in after.lines().filter(|line| line.starts_with("  ")) {
                assert!(line.chars().count() <= 100, "{name}: {} columns\n{line}", line.chars().count());
            }
            let short = command.clone().term_width(100).render_help().to_string();
            assert!(short.lines().count() <= SCREEN, "{name}: {} lines\n{short}", short.lines().count());
            let long = command.clone().render_long_help().to_string();
            for argument in command.get_arguments().filter(|a| !a.is_hide_set()) {
                let Some(flag) = argument.get_long() else { continue };
                assert!(long.contains(&format!("--{flag}")), "{name}: no --{flag} in the whole help");
                let shown = short.contains(&format!("--{flag}"));
                assert!(shown || short.contains("--help-all"), "{name}: nothing leads to --{flag}");
            }
            seen += 1;
        });
        assert!(seen > 30, "{seen}");
    }

    #[test]
    fn a_text_begins_before_its_first_stop() {
        for (text, wanted) in [
            ("Length of the periods; by default as in the input", "Length of the periods"),
            ("Treatments by BNF codes (0501 is x), several. More", "Treatments by BNF codes"),
            ("Seed", "Seed"),
        ] {
            assert_eq!(beginning(text), wanted);
        }
    }
}
