//! A small HTTP/1.1 server on this machine that plays a portal, and misbehaves on request. It answers a bounded number of
//! requests, one after the other, and ends with the test that started it.
#![allow(dead_code, unreachable_pub, missing_debug_implementations, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

const MOST_REQUESTS: usize = 300;
const PATIENCE: Duration = Duration::from_secs(20);

/// What a client asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path with query.
    pub path: String,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// How often this path was asked for before.
    pub before: usize,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// What the server says of the length.
#[derive(Debug, Clone, Copy)]
pub enum Length {
    True,
    Says(usize),
    Chunked,
}

/// What the server answers.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub length: Length,
    /// Closes the connection after so many bytes of the body.
    pub cut: Option<usize>,
    /// Sends nothing more instead of closing, until the client goes away.
    pub stall: bool,
    /// Sends the body byte by byte, with this pause after each.
    pub drip: Option<Duration>,
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            length: Length::True,
            cut: None,
            stall: false,
            drip: None,
        }
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn cut(mut self, after: usize) -> Self {
        self.cut = Some(after);
        self
    }

    pub fn length(mut self, length: Length) -> Self {
        self.length = length;
        self
    }

    pub fn drip(mut self, pause: Duration) -> Self {
        self.drip = Some(pause);
        self
    }

    pub fn stall(mut self, after: usize) -> Self {
        self.stall = true;
        self.cut(after)
    }
}

/// A file as a well-behaved server gives it.
#[derive(Debug, Clone)]
pub struct Published {
    pub bytes: Vec<u8>,
    pub etag: Option<&'static str>,
}

impl Published {
    pub fn new(bytes: impl Into<Vec<u8>>, etag: &'static str) -> Self {
        Self { bytes: bytes.into(), etag: Some(etag) }
    }

    /// Honours Range, If-Range and If-None-Match.
    pub fn reply(&self, request: &Request) -> Reply {
        let tagged = |reply: Reply| match self.etag {
            Some(etag) => reply.with("ETag", etag),
            None => reply,
        };
        if self.etag.is_some() && request.header("if-none-match") == self.etag {
            return tagged(Reply::new(304, ""));
        }
        let from = request.header("range").and_then(|r| r.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
        let whole = tagged(Reply::new(200, self.bytes.clone())).with("Content-Type", "text/csv");
        let total = self.bytes.len();
        match from {
            Some(_) if request.header("if-range").is_some_and(|tag| Some(tag) != self.etag) => whole,
            Some(from) if from < total => {
                let range = format!("bytes {from}-{}/{total}", total - 1);
                tagged(Reply::new(206, &self.bytes[from..])).with("Content-Range", range)
            }
            Some(_) => Reply::new(416, "").with("Content-Range", format!("bytes */{total}")),
            None => whole,
        }
    }
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

/// The server.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server whose answers `handler` gives.
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let thread = {
            let (seen, stop) = (seen.clone(), stop.clone());
            let handler: Box<Handler> = Box::new(handler);
            std::thread::spawn(move || {
                for stream in listener.incoming().take(MOST_REQUESTS) {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    // A client that goes away is none of the server's concern.
                    let _ = stream.and_then(|stream| answer(stream, &*handler, &seen));
                }
            })
        };
        Self { address, seen, stop, thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything asked so far.
    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    /// Requests for a path that begins so.
    pub fn asked(&self, path: &str) -> Vec<Request> {
        self.seen().into_iter().filter(|r| r.path.starts_with(path)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the server, which is waiting for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(mut stream: TcpStream, handler: &Handler, seen: &Mutex<Vec<Request>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some(request) = read_request(&stream, seen)? else { return Ok(()) };
    seen.lock().unwrap().push(request.clone());
    let reply = handler(&request);
    let mut head = format!("HTTP/1.1 {} Status\r\nConnection: close\r\n", reply.status);
    let length = match reply.length {
        _ if reply.status == 304 => String::new(),
        Length::True => format!("Content-Length: {}\r\n", reply.body.len()),
        Length::Says(n) => format!("Content-Length: {n}\r\n"),
        Length::Chunked => "Transfer-Encoding: chunked\r\n".to_owned(),
    };
    head += &length;
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    let body = &reply.body[..reply.cut.unwrap_or(reply.body.len()).min(reply.body.len())];
    if let Length::Chunked = reply.length {
        for chunk in body.chunks(1_000) {
            stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes())?;
            stream.write_all(chunk)?;
            stream.write_all(b"\r\n")?;
        }
        if reply.cut.is_none() {
            stream.write_all(b"0\r\n\r\n")?;
        }
    } else if let Some(pause) = reply.drip {
        for byte in body {
            stream.write_all(&[*byte])?;
            std::thread::sleep(pause);
        }
    } else {
        stream.write_all(body)?;
    }
    stream.flush()?;
    if reply.stall {
        let _ = stream.read(&mut [0]);
    }
    Ok(())
}

fn read_request(stream: &TcpStream, seen: &Mutex<Vec<Request>>) -> std::io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream.take(64 * 1024));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let Some(path) = line.split(' ').nth(1).map(str::to_owned) else { return Ok(None) };
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => drop(headers.insert(name.to_ascii_lowercase(), value.trim().to_owned())),
            None => break,
        }
    }
    let before = seen.lock().unwrap().iter().filter(|r| r.path == path).count();
    Ok(Some(Request { path, headers, before }))
}

/// The answer of `package_show` for some resources.
pub fn package(resources: &[serde_json::Value]) -> Reply {
    success(serde_json::json!({"name": "dataset", "resources": resources}))
}

/// The answer of `resource_show` for one.
pub fn success(result: serde_json::Value) -> Reply {
    Reply::new(200, serde_json::json!({"success": true, "result": result}).to_string())
        .with("Content-Type", "application/json;charset=utf-8")
}

/// What a portal answers when it does not know something.
pub fn unknown() -> Reply {
    let error = serde_json::json!({"message": "Not found", "__type": "Not Found Error"});
    Reply::new(404, serde_json::json!({"success": false, "error": error}).to_string())
}
