/* What Material for MkDocs lacks on the report's own site: a name for its search, and a search without a server. */
(() => {
  addEventListener("DOMContentLoaded", () => {
    const search = document.querySelector(".md-search[role=dialog]:not([aria-label])");
    const field = search && search.querySelector("input[aria-label]");
    if (field) search.setAttribute("aria-label", field.getAttribute("aria-label"));
  });

  // A browser starts no worker from a file, so the search runs in a hidden frame there.
  if (location.protocol !== "file:") return;

  class IFrameWorker extends EventTarget {
    constructor(url) {
      super();
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "Search";
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      inside.importScripts = async (...urls) => {
        for (const one of urls) await this.load(new URL(one, new URL(url, location)).href);
      };
      this.load(url).then(() => {
        const waiting = this.waiting;
        this.waiting = null;
        waiting.forEach((data) => this.postMessage(data));
      });
    }

    load(url) {
      return new Promise((done, failed) => {
        const script = this.frame.contentDocument.createElement("script");
        Object.assign(script, { src: url, onload: done, onerror: failed });
        this.frame.contentDocument.head.append(script);
      });
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data);
      else this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
    }

    terminate() {
      this.frame.remove();
    }
  }

  // Material for MkDocs asks for this name to find the search's other files.
  window.IFrameWorker = window.Worker = IFrameWorker;
})();
