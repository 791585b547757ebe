//! Pages in a real browser: Debian's Chromium, where it is installed. Without it these tests say that they were skipped; with
//! `UNWARRANTED_BROWSER=required` in the environment that is a failure. With `UNWARRANTED_AXE` (the path of axe.min.js) axe-core may
//! find nothing serious.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::driver::{axe, chromium};
use common::{file, small_money, small_table, stdout, text};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the page says of itself when it is loaded: width, smallest text, and what sorting and searching do.
const ASKED: &str = r"
addEventListener('load', function () {
  // As paper has it: what is for print is for all, and what is for screens for none.
  if ('MODE' === 'print') {
    Array.from(document.styleSheets).forEach(function (sheet) {
      Array.from(sheet.cssRules).filter(function (r) { return r.media; }).forEach(function (r) {
        var text = r.media.mediaText;
        r.media.mediaText = text === 'print' ? 'all' : text.indexOf('screen') >= 0 || text.indexOf('color-scheme') >= 0 ? 'not all' : text;
      });
    });
  }
  var found = { width: innerWidth, wide: document.documentElement.scrollWidth, small: [], sorted: null, filtered: null, unreachable: 0, cut: [], ground: getComputedStyle(document.body).backgroundColor };
  // On paper nothing stays folded away; on a screen folds are looked into, too.
  var rows = Array.from(document.querySelectorAll('details.rest tbody tr'));
  found.folded = rows.length;
  found.unprinted = 'MODE' === 'print' ? rows.filter(function (r) { return !r.checkVisibility({ contentVisibilityAuto: true }) || !r.getBoundingClientRect().height; }).length : 0;
  if ('MODE' !== 'print') { document.querySelectorAll('details').forEach(function (d) { d.open = true; }); }
  var walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    var at = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || at.closest('script,style,title,desc,.skip,.chart-heading')) { continue; }
    var box = document.createRange();
    box.selectNodeContents(walker.currentNode);
    if (!box.getBoundingClientRect().width) { continue; }
    var size = parseFloat(getComputedStyle(at).fontSize);
    if (at.getScreenCTM) { size *= at.getScreenCTM().a; }
    if (size < 10.9) { found.small.push(size.toFixed(1) + ' ' + walker.currentNode.data.trim().slice(0, 40)); }
  }
  Array.from(document.querySelectorAll('caption')).forEach(function (caption) {
    var box = document.createRange();
    box.selectNodeContents(caption);
    var text = box.getBoundingClientRect(), seen = caption.closest('.scroll').getBoundingClientRect();
    if (text.right > seen.right + 1) { found.cut.push(caption.textContent.slice(0, 60)); }
  });
  var table = document.querySelector('table.tools');
  if (table) {
    var body = table.tBodies[0], heads = table.tHead.rows[0].cells, orders = [], right = true;
    Array.from(heads).forEach(function (head, column) {
      head.querySelector('button').click();
      var order = head.getAttribute('aria-sort'), sign = order === 'ascending' ? 1 : -1;
      var cells = Array.from(body.rows).map(function (r) { return r.cells[column]; });
      cells = cells.filter(function (c) { return !c.classList.contains('absent') && !c.parentNode.classList.contains('pinned'); });
      cells.slice(1).forEach(function (c, i) {
        var a = cells[i], by = c.dataset.v === undefined ? c.textContent.localeCompare(a.textContent, 'en-GB') : c.dataset.v - a.dataset.v;
        right = right && sign * by >= 0;
      });
      orders.push(order);
      head.querySelector('button').click();
      right = right && head.getAttribute('aria-sort') !== order;
    });
    found.sorted = [right, orders];
    var input = document.querySelector('.filter input');
    input.value = body.rows[0].cells[0].textContent;
    var fold = table.closest('details');
    if (fold) { fold.open = false; }
    input.dispatchEvent(new Event('input'));
    found.opened = !fold || fold.open;
    found.filtered = [Array.from(body.rows).filter(function (r) { return !r.hidden; }).length, body.rows.length];
    found.unreachable = Array.from(document.querySelectorAll('a,button,input,summary')).filter(function (e) { return e.tabIndex < 0; }).length;
  }
  var done = function () { parent.postMessage(JSON.stringify(found), '*'); };
  if (typeof axe === 'undefined') { done(); return; }
  axe.run().then(function (result) {
    var grave = result.violations.filter(function (v) { return v.impact === 'serious' || v.impact === 'critical'; });
    found.axe = grave.map(function (v) { return v.id + ': ' + v.nodes[0].html.slice(0, 120); });
    done();
  });
});
";

const FRAME: &str = r"<!DOCTYPE html><html><head><title>frame</title></head><body><pre id='said'></pre><script>
addEventListener('message', function (e) { document.getElementById('said').textContent = e.data; });
</script><iframe src='asked.html' style='border:0;width:WIDTHpx;height:900px'></iframe></body></html>";

fn run(browser: &Path, args: &[&str]) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let data = format!("--user-data-dir={}", profile.path().display());
    // Phones lay their scroll bars over the page.
    let all = ["--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", "--virtual-time-budget=8000", &data];
    let done = Command::new(browser).args(all).args(args).output().unwrap();
    (String::from_utf8_lossy(&done.stdout).into_owned(), String::from_utf8_lossy(&done.stderr).into_owned())
}

fn address(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// How a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    Screen,
    Dark,
    /// In the colours and the layout of paper.
    Print,
}

/// The page's own answers at a width. They come from a copy beside it that may run the questions.
fn asked(browser: &Path, page: &Path, width: u32, mode: Mode) -> Value {
    let html = fs::read_to_string(page).unwrap();
    let from = html.find("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let to = from + html[from..].find("/>").unwrap() + 2;
    let folder = page.parent().unwrap();
    fs::write(folder.join("axe.js"), axe().unwrap_or_default()).unwrap();
    let questions = ASKED.replace("MODE", if mode == Mode::Print { "print" } else { "screen" });
    let asked = format!("<script src=\"axe.js\"></script><script>{questions}</script></body>");
    let open = format!("{}{}", &html[..from], &html[to..]).replace("</body>", &asked);
    fs::write(folder.join("asked.html"), open).unwrap();
    fs::write(folder.join("frame.html"), FRAME.replace("WIDTH", &width.to_string())).unwrap();
    let colours = format!("--blink-settings=preferredColorScheme={}", if mode == Mode::Dark { 0 } else { 1 });
    let frame = address(&folder.join("frame.html"));
    let (dom, _) = run(browser, &["--window-size=1400,1000", &colours, "--dump-dom", &frame]);
    for name in ["asked.html", "frame.html", "axe.js"] {
        fs::remove_file(folder.join(name)).unwrap();
    }
    let said = dom.split_once("<pre id=\"said\">").and_then(|(_, rest)| rest.split_once("</pre>")).unwrap().0;
    serde_json::from_str(&said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
        .unwrap_or_else(|e| panic!("{}: {e}: {said}", page.display()))
}

/// Every kind of page.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let path = file(folder, "small.csv", small_table());
    let criteria =
        file(folder, "criteria.csv", "area,criterion,met\nA,x,no\nA,y,yes\nB,x,yes\nB,y,yes\nC,x,no\nC,y,no\n");
    let at = |name: &str| text(&folder.join(name));
    let one = ["--period", "2024-03", "--replicates", "99", "--title", "Dressings", "--unit", "items per patient"];
    let report = |more: &[&str]| stdout(&[&["report", &path], &one[..], more].concat());
    report(&["--out", &at("treatment")]);
    report(&["--about", "area", "--highlight", "A03", "--like", "denominator", "--out", &at("area")]);
    let decided = "area,policy,value,valid from,source\nA01,Limit,yes,2020,a\nA02,Limit,no,2020,a\nA03,Limit,no,2020,a\n\
                   A04,Limit,no,2020,a\nA04,Limit,yes,2024-02,a\n";
    let policies = file(folder, "policies.csv", decided);
    report(&["--about", "policy", "--policies", &policies, "--out", &at("policy")]);
    report(&["--about", "dossier", "--highlight", "A03", "--out", &at("dossier")]);
    report(&["--site", &at("site")]);
    let many: String =
        (0..45).map(|i| format!("B{i:02},A rather long name of place {i},{},{}\n", 200 + i * i, 9_000 + i)).collect();
    let many = file(folder, "many.csv", format!("area,name,observed,population\n{many}"));
    stdout(&["report", &many, "--highlight", "B07", "--out", &at("many")]);
    stdout(&["report", &criteria, "--about", "matrix", "--out", &at("matrix")]);
    stdout(&["sweep", &path, "--replicates", "99", "--out", &at("league")]);
    let money = file(folder, "money.csv", small_money());
    let prescribing = ["--prescribing", &path, "--prescribing-period", "month", "--title", "Dressings"];
    stdout(&[&["funding", &money, "--period", "month"], &prescribing[..], &["--out", &at("money")]].concat());
    let area = fs::read_dir(folder.join("site/areas")).unwrap().map(|e| e.unwrap().path()).min().unwrap();
    let names = [
        "treatment/report.html",
        "many/report.html",
        "area/report.html",
        "dossier/report.html",
        "site/index.html",
        "matrix/report.html",
        "policy/report.html",
        "money/report.html",
    ];
    names.iter().map(|name| folder.join(name)).chain([folder.join("league/index.html"), area]).collect()
}

#[test]
fn every_kind_of_page_works_in_a_browser_at_both_widths() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (mut tables, mut folded) = (0, 0);
    for page in pages(folder.path()) {
        let shown = page.strip_prefix(folder.path()).unwrap().display().to_string();
        // As it is, with its policy: nothing is blocked and nothing fails.
        let (dom, errors) = run(&browser, &["--enable-logging=stderr", "--dump-dom", &address(&page)]);
        assert!(dom.contains("</html>"), "{shown}");
        let said: Vec<&str> = errors.lines().filter(|line| line.contains("CONSOLE")).collect();
        assert!(said.is_empty(), "{shown}: {said:?}");
        // Its script ran.
        assert_eq!(dom.contains("class=\"filter\""), dom.contains("class=\"tools\""), "{shown}");
        let screens = [1280, 390, 360].map(|width| (width, Mode::Screen));
        // Style that a site shares lies in a file, into which a page from a folder may not look.
        let inside = fs::read_to_string(&page).unwrap().contains("<style");
        let paper = inside.then_some((1280, Mode::Print));
        for (width, mode) in screens.into_iter().chain([(390, Mode::Dark)]).chain(paper) {
            let found = asked(&browser, &page, width, mode);
            assert_eq!(found["width"], width, "{shown}");
            let light = found["ground"] == "rgb(255, 255, 255)";
            assert_eq!(light, mode != Mode::Dark, "{shown}, {mode:?}: the ground is {}", found["ground"]);
            folded += usize::from(found["folded"].as_u64() > Some(0));
            assert_eq!(found["unprinted"], 0, "{shown}: rows that paper does not have");
            if mode != Mode::Print {
                assert!(
                    found["wide"].as_f64() <= found["width"].as_f64(),
                    "{shown} scrolls sideways at {width}: {found}"
                );
                assert_eq!(found["small"], serde_json::json!([]), "{shown} at {width}: text under 11 px");
                assert_eq!(found["cut"], serde_json::json!([]), "{shown} at {width}: captions beyond what is seen");
            }
            assert_eq!(found.get("axe").is_some(), axe().is_some(), "{shown}: axe-core runs where it is named");
            let grave = found.get("axe").map_or("[]".to_owned(), Value::to_string);
            assert_eq!(grave, "[]", "{shown} at {width}, {mode:?}");
            if let Some(sorted) = found["sorted"].as_array() {
                tables += 1;
                assert_eq!(sorted[0], true, "{shown}: {found}");
                let [left, all] = [0, 1].map(|i| found["filtered"][i].as_u64().unwrap());
                assert!(left >= 1 && (left < all || all < 3), "{shown}: {left} of {all} rows are left");
                assert_eq!(found["unreachable"], 0, "{shown}");
                assert_eq!(found["opened"], true, "{shown}: searching opens the fold with the rows");
            }
        }
    }
    assert!(tables >= 6, "{tables} tables were sorted and filtered");
    assert!(folded >= 3, "{folded} pages had rows in a fold");
}

#[test]
fn pages_print_to_paper() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    for page in pages(folder.path()).into_iter().take(3) {
        let pdf = page.with_extension("pdf");
        run(&browser, &[&format!("--print-to-pdf={}", pdf.display()), "--no-pdf-header-footer", &address(&page)]);
        let bytes = fs::read(&pdf).unwrap();
        assert!(bytes.starts_with(b"%PDF") && bytes.len() > 10_000, "{}", page.display());
    }
}
