//! Chromium as a reader drives it: pages, keys, widths. It speaks over two pipes, so no driver is needed.

use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where Chromium is; without it the test says that it was skipped, and with `UNWARRANTED_BROWSER=required` it fails.
pub fn chromium() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders).map(|dir| dir.join("chromium")).find(|path| path.is_file());
    let required = std::env::var("UNWARRANTED_BROWSER").is_ok_and(|v| v == "required");
    assert!(found.is_some() || !required, "chromium is not installed");
    if found.is_none() {
        println!("skipped: chromium is not installed");
    }
    found
}

/// axe-core, where the environment says where it is.
pub fn axe() -> Option<String> {
    std::env::var_os("UNWARRANTED_AXE").map(|path| std::fs::read_to_string(path).unwrap())
}

/// A browser with one page.
pub struct Browser {
    child: Child,
    to: File,
    from: BufReader<File>,
    sent: u64,
    session: Option<String>,
    /// What the console said.
    pub console: Vec<String>,
    _folder: tempfile::TempDir,
}

/// Nobody waits longer for a page: one that does not come is a failure, and not a test that never ends.
const PATIENCE: Duration = Duration::from_secs(120);

impl Browser {
    pub fn open(chromium: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [to, from] = ["to", "from"].map(|name| folder.path().join(name));
        assert!(Command::new("mkfifo").args([&to, &from]).status().unwrap().success());
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        let child = Command::new("sh")
            .args(["-c", "to=$1; from=$2; shift 2; exec \"$0\" \"$@\" 3<\"$to\" 4>\"$from\""])
            .arg(chromium)
            .args([&to, &from])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe"])
            .arg(profile)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = OpenOptions::new().write(true).open(to).unwrap();
        let from = BufReader::new(File::open(from).unwrap());
        let mut browser = Self { child, to, from, sent: 0, session: None, console: Vec::new(), _folder: folder };
        let target = browser.send("Target.createTarget", json!({"url": "about:blank"}));
        let attached = browser.send("Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}));
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Log.enable", "Runtime.enable", "Page.enable"] {
            browser.send(domain, json!({}));
        }
        browser
    }

    /// Sends a command and waits for what it gives.
    pub fn send(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let mut message = json!({"id": self.sent, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).unwrap();
            assert!(bytes.pop().is_some(), "the browser has gone");
            let heard: Value = serde_json::from_slice(&bytes).unwrap();
            if heard["id"] == self.sent {
                assert!(heard.get("error").is_none(), "{method}: {heard}");
                return heard["result"].clone();
            }
            match heard["method"].as_str() {
                Some("Log.entryAdded") => self.console.push(heard["params"]["entry"].to_string()),
                Some("Runtime.exceptionThrown") => self.console.push(heard["params"].to_string()),
                _ => {}
            }
        }
    }

    /// Opens a page at a width.
    pub fn go(&mut self, address: &str, width: u32) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600});
        self.send("Emulation.setDeviceMetricsOverride", size);
        // A page that differs in its hash alone is not opened again.
        self.send("Page.navigate", json!({"url": "about:blank"}));
        self.send("Page.navigate", json!({"url": address}));
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// What an expression gives; a promise is waited for.
    pub fn ask(&mut self, expression: &str) -> Value {
        let given = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let result = self.send("Runtime.evaluate", given);
        assert!(result.get("exceptionDetails").is_none(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Waits until an expression holds.
    pub fn until(&mut self, expression: &str) {
        let start = Instant::now();
        loop {
            let given = json!({"expression": expression, "returnByValue": true});
            if self.send("Runtime.evaluate", given)["result"]["value"] == true {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "not so: {expression}; the console says {:?}", self.console);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses a key.
    pub fn press(&mut self, key: &str, code: u32) {
        let text = if key == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let pressed = json!({"type": kind, "key": key, "windowsVirtualKeyCode": code, "text": text});
            self.send("Input.dispatchKeyEvent", pressed);
        }
    }

    /// What axe-core finds grave on the page, where it is at hand.
    pub fn grave(&mut self) -> Vec<String> {
        let Some(axe) = axe() else { return Vec::new() };
        self.send("Runtime.evaluate", json!({"expression": axe}));
        let found = self.ask(
            "axe.run(document, {preload: false}).then(r => r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')\
             .map(v => v.id + ': ' + v.nodes[0].html.slice(0, 160)))",
        );
        found.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
