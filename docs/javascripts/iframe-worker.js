// The site searches in a worker, and browsers start none for a page that is opened from a folder. There the worker runs in a hidden
// frame. The theme looks for the name IFrameWorker, and would load a script of this name from the network where the site has none.
class IFrameWorker extends EventTarget {
  constructor(url) {
    super()
    this.frame = document.createElement("iframe")
    this.frame.hidden = true
    document.body.append(this.frame)
    const { contentWindow: inside, contentDocument: page } = this.frame
    page.open()
    page.write("<!doctype html><html lang=en><title>Search</title><body></body></html>")
    page.close()
    const load = src =>
      new Promise((done, failed) => {
        const script = page.createElement("script")
        script.src = src
        script.onload = done
        script.onerror = () => failed(new Error(`${src} cannot be loaded`))
        page.body.append(script)
      })
    // What a worker has and a frame has not.
    inside.postMessage = data => this.dispatchEvent(new MessageEvent("message", { data }))
    inside.importScripts = (...all) => all.reduce((before, src) => before.then(() => load(src)), Promise.resolve())
    this.ready = load(url)
    this.ready.catch(error => this.dispatchEvent(new ErrorEvent("error", { error, message: error.message })))
  }

  postMessage(data) {
    this.ready.then(() => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })))
  }

  terminate() {
    this.frame.remove()
  }
}

if (location.protocol === "file:") {
  window.IFrameWorker = IFrameWorker
  window.Worker = IFrameWorker
}
