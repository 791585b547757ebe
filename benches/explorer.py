"""How long an explorer takes to answer: `python3 benches/explorer.py FOLDER`; needs Chromium and websocket-client.

Opens the page from its folder, makes every choice of every list for up to four treatments, one after another, and prints by kind of choice how many
milliseconds the page took by its own clock (`data-milliseconds` of the answer): median and longest. Maps stand by themselves: the first of a set of
areas takes longer.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import websocket

CHOOSE = """(async (id, value) => {
  const answer = document.querySelector('#answer'), list = document.querySelector('#' + id);
  delete answer.dataset.milliseconds;
  list.value = value;
  list.dispatchEvent(new Event('change'));
  for (let i = 0; i < 600; i++) {
    await new Promise(done => setTimeout(done, 10));
    if (answer.dataset.milliseconds) { return +answer.dataset.milliseconds; }
    if (i > 2 && document.querySelector('#state.wrong')) { return null; }
  }
  throw new Error('no answer to ' + id + ' ' + value);
})"""
LISTS = ["period", "chart", "area", "rule", "target"]
MAPS = ["choropleth", "hexmap"]


class Page:
    """A page in Chromium."""

    def __init__(self, address):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        # Chromium drops changes of an address that follow faster than a hand makes them.
        options = ["--headless", "--no-sandbox", "--disable-ipc-flooding-protection", "--remote-debugging-port=0", "--remote-allow-origins=*"]
        options.append(f"--user-data-dir={self.profile.name}")
        self.browser = subprocess.Popen(["chromium", *options, "about:blank"], stderr=subprocess.PIPE, text=True)
        port = next(line for line in self.browser.stderr if "DevTools listening" in line).split(":")[-1].split("/")[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as reply:
            page = next(page for page in json.load(reply) if page["type"] == "page")
        self.socket = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=120)
        self.calls = 0
        self.call("Page.navigate", url=address)
        while not self.ask("!!document.querySelector('#answer')?.dataset.milliseconds"):
            time.sleep(0.1)

    def call(self, method, **parameters):
        self.calls += 1
        self.socket.send(json.dumps({"id": self.calls, "method": method, "params": parameters}))
        while (reply := json.loads(self.socket.recv())).get("id") != self.calls:
            pass
        return reply["result"]

    def ask(self, expression):
        reply = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in reply:
            raise SystemExit(reply["exceptionDetails"]["exception"].get("description", "the page failed"))
        return reply["result"].get("value")

    def options(self, name):
        return self.ask(f"[...document.querySelectorAll('#{name} option')].map(o => o.value)")

    def choose(self, name, value):
        return self.ask(f"{CHOOSE}({json.dumps(name)}, {json.dumps(value)})")


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    page = Page(pathlib.Path(sys.argv[1]).resolve().joinpath("index.html").as_uri())
    print(f"first answer: {page.ask('document.querySelector(`#answer`).dataset.milliseconds')}")
    times, maps, refused = {}, {}, 0
    for treatment in page.options("treatment")[:4]:
        times.setdefault("treatment", []).append(page.choose("treatment", treatment))
        for name in LISTS:
            # A benchmark of one's own is typed.
            values = [value for value in page.options(name)[:14] if value != "own"]
            for value in values:
                taken = page.choose(name, value)
                if taken is None:
                    refused += 1
                    continue
                into, key = (maps, value) if value in MAPS else (times, name)
                into.setdefault(key, []).append(taken)
                if value in MAPS:
                    maps.setdefault(f"{value} again", []).append(page.choose("area", page.options("area")[1]))
            if values:
                page.choose(name, values[0])
    for name, taken in [*times.items(), ("all but maps", sum(times.values(), [])), *maps.items()]:
        print(f"{name}: {len(taken)}, median {statistics.median(taken):.0f}, longest {max(taken):.0f}")
    print(f"{refused} choices were refused with a reason, such as a rule that needs counts")
    page.browser.kill()


main()
