//! Workbooks are read apart: by a process of its own, which may take a bounded amount of memory and time.
//!
//! Readers of workbooks trust what a file says of itself. A file of 6 KB can make them ask for more memory than there is,
//! and that ends a process. So a program has its workbooks read by a second run of itself: [`serve`] at the start of
//! `main` is that second run, and [`use_program`] says which program to run. Without it, as in a library, workbooks are
//! read in place.

use super::workbook::{Failure, Kind, Text, texts};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{OnceLock, mpsc};
use std::time::Duration;

/// First argument of the second run.
const READ: &str = "read-workbook-apart";

/// Memory that reading any workbook may take, in bytes: the program itself and a sheet as large as `.xls` has.
const MEMORY: u64 = 384 << 20;
/// Further bytes for each byte of the unpacked workbook. Cells take four to eight times the bytes they are written in.
const MEMORY_PER_BYTE: u64 = 16;
/// Time that reading any workbook may take, in seconds, and further bytes of it for each further second.
const SECONDS: u64 = 20;
const BYTES_PER_SECOND: u64 = 1 << 20;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Has workbooks read by `program`, whose `main` begins with [`serve`]: usually the one that runs. Later calls change nothing.
pub fn use_program(program: PathBuf) {
    let _ = PROGRAM.set(program);
}

/// The second run: reads the workbook on standard input where these arguments (the program's name first) ask for it.
/// `None` where they are those of an ordinary run.
pub fn serve(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let arguments: Vec<OsString> = arguments.into_iter().skip(1).collect();
    let [first, kind, allowed, memory] = &arguments[..] else { return None };
    if first != READ {
        return None;
    }
    let number = |text: &OsString| text.to_str()?.parse::<u64>().ok();
    let done = Kind::ALL.into_iter().find(|k| kind == k.word()).and_then(|kind| {
        limit(number(memory)?);
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).ok()?;
        let found = texts(&bytes, kind, number(allowed)?);
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        serde_json::to_writer(&mut out, &found).ok()?;
        out.flush().ok()
    });
    Some(if done.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Bounds the memory of this process. Systems that know no such bound leave it to the first run to end the second in time.
fn limit(memory: u64) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let given = getrlimit(Resource::As);
        let least = [given.current, given.maximum, Some(memory)].into_iter().flatten().min();
        let _ = setrlimit(Resource::As, Rlimit { current: least, maximum: least });
    }
    #[cfg(not(unix))]
    let _ = memory;
}

/// The sheets of a workbook that unpacks to `size` bytes, as [`texts`] gives them.
pub(super) fn read(bytes: &[u8], kind: Kind, size: u64, allowed: u64) -> Result<Vec<Text>, Failure> {
    let Some(program) = PROGRAM.get() else { return texts(bytes, kind, allowed) };
    let memory = MEMORY.saturating_add(size.saturating_mul(MEMORY_PER_BYTE));
    let time = Duration::from_secs(SECONDS + size / BYTES_PER_SECOND);
    let child = Command::new(program)
        .args([READ, kind.word(), &allowed.to_string(), &memory.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // What it says when it dies is not for the user.
        .stderr(Stdio::null())
        .spawn();
    let child = child.map_err(|e| Failure::Unreadable(format!("the program that reads it does not start: {e}")))?;
    let answer = ask(child, bytes, time, allowed.saturating_mul(2).saturating_add(MEMORY))?;
    let damaged = || format!("it is damaged, or needs more than {} MB of memory", memory >> 20);
    let found: Option<Result<Vec<Text>, Failure>> = serde_json::from_slice(&answer).ok();
    found.unwrap_or_else(|| Err(Failure::Unreadable(damaged())))
}

/// Gives `bytes` to a process and takes what it answers, up to `longest` bytes; ends it after `time`.
fn ask(mut child: Child, bytes: &[u8], time: Duration, longest: u64) -> Result<Vec<u8>, Failure> {
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (done, answer) = mpsc::channel();
    std::thread::scope(|scope| {
        // A process that ends before it has read everything says so by its answer.
        scope.spawn(move || input.map(|mut input| input.write_all(bytes)));
        scope.spawn(move || {
            let mut text = Vec::new();
            let read = output.map(|output| output.take(longest).read_to_end(&mut text));
            let _ = done.send(read.is_some_and(|r| r.is_ok()).then_some(text));
        });
        let answer = answer.recv_timeout(time);
        // Ends the threads too, as their pipes close.
        let _ = child.kill();
        let _ = child.wait();
        match answer {
            Ok(text) => Ok(text.unwrap_or_default()),
            Err(_) => Err(Failure::Unreadable(format!("reading it takes longer than {} seconds", time.as_secs()))),
        }
    })
}
