/* Tables that can be filtered and sorted, links that can be copied, and views that can be shared; nothing here asks a server.

   Without this script every page is complete: it adds controls, and hides or reorders rows that are there. The state of the controls
   stands in the page's address (?SECTION.q=words&SECTION.status=word&SECTION.sort=2-), so that a filtered view can be sent as a link.
   The words of the controls are in reportgenWords, in the language of the report. */
(() => {
  "use strict";

  const words = window.reportgenWords || {};
  const tones = ["rg-bad", "rg-open", "rg-warn", "rg-plain", "rg-good", "rg-muted"];
  const fewest = { filter: 8, sort: 3 };
  const language = document.documentElement.lang || undefined;
  const order = new Intl.Collator(language, { numeric: true, sensitivity: "base" });

  function say(key, values = {}) {
    return (words[key] || key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /* The address */

  function state() {
    return new URLSearchParams(location.search);
  }

  function remember(key, value) {
    const asked = state();
    if (value) asked.set(key, value);
    else asked.delete(key);
    const query = asked.toString();
    try {
      history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
    } catch {
      // A browser that keeps the address of a file as it is: the view works, its link cannot be shared.
    }
  }

  /* What is said to screen readers, and shown for a moment */

  function announce(text) {
    let place = document.querySelector(".rg-said");
    if (!place) {
      place = make("div", { class: "rg-said", role: "status" });
      document.body.append(place);
    }
    place.textContent = "";
    requestAnimationFrame(() => (place.textContent = text));
    clearTimeout(announce.timer);
    announce.timer = setTimeout(() => (place.textContent = ""), 4000);
  }

  async function copy(address) {
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      const field = make("textarea", { class: "rg-hidden", "aria-hidden": "true" });
      field.value = address;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    announce(say("copied"));
  }

  /* Names of tables: the section they stand in, numbered from the second on; "table" before the first section */

  function sections(root) {
    const seen = new Map();
    const headings = [...root.querySelectorAll("h2, h3, h4")];
    return (element) => {
      const above = headings.filter((h) => h.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
      const name = (above && above.id) || "table";
      const times = (seen.get(name) || 0) + 1;
      seen.set(name, times);
      return times === 1 ? name : `${name}-${times}`;
    };
  }

  /* Controls */

  let number = 0;

  function labelled(text, control) {
    control.id = `rg-control-${(number += 1)}`;
    const label = make("label", { for: control.id }, text);
    return make("span", { class: "rg-tools__part" }, label, control);
  }

  function choice(text, options) {
    const select = make("select", {}, make("option", { value: "" }, say("all")));
    for (const option of options) select.append(make("option", { value: option }, option));
    return [select, labelled(text, select)];
  }

  function toolbar(frame, name, parts) {
    const count = make("output", { class: "rg-tools__count", role: "status" });
    const share = make("button", { type: "button", class: "rg-tools__share" }, say("share"));
    share.addEventListener("click", () => {
      const address = new URL(location.href);
      address.hash = name.replace(/-\d+$/, (tail) => (document.getElementById(name) ? tail : ""));
      copy(address.href);
    });
    const label = frame.getAttribute("aria-label") || "";
    const bar = make("div", { class: "rg-tools", role: "group", "aria-label": say("tools", { table: label }) }, ...parts, count, share);
    frame.before(bar);
    return count;
  }

  function bind(control, key, update) {
    const asked = state().get(key);
    if (asked !== null) control.value = asked;
    control.addEventListener(control.matches("select") ? "change" : "input", () => {
      remember(key, control.value);
      update();
    });
  }

  function clear(control) {
    control.value = "";
    control.dispatchEvent(new Event(control.matches("select") ? "change" : "input"));
  }

  /* Tables: filter by text and status, sort by a column */

  function badgeWord(badge) {
    const copyOf = badge.cloneNode(true);
    copyOf.querySelectorAll("[aria-hidden]").forEach((mark) => mark.remove());
    return copyOf.textContent.trim().replace(/^\d+\s+/, "");
  }

  function tone(badge) {
    const found = tones.findIndex((name) => badge.classList.contains(name));
    return found < 0 ? tones.length : found;
  }

  function statusesOf(row) {
    return [...row.cells].slice(1).flatMap((cell) => [...cell.querySelectorAll(".rg-badge")]);
  }

  function filterable(frame, table, name) {
    const rows = [...table.tBodies[0].rows];
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const badges = new Map();
    const statuses = new Map();
    for (const row of rows) {
      const own = statusesOf(row);
      own.forEach((badge) => badges.set(badgeWord(badge), Math.min(tone(badge), badges.get(badgeWord(badge)) ?? tones.length)));
      statuses.set(row, new Set(own.map(badgeWord)));
    }
    const options = [...badges.keys()].sort((a, b) => badges.get(a) - badges.get(b) || order.compare(a, b));

    const field = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const [select, part] = choice(say("status"), options);
    const parts = [labelled(say("filter"), field)];
    if (options.length > 1) parts.push(part);
    const count = toolbar(frame, name, parts);

    function update() {
      const asked = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits = asked.every((word) => texts.get(row).includes(word)) && (!select.value || statuses.get(row).has(select.value));
        row.hidden = !fits;
        shown += fits;
      }
      count.textContent = say("rows", { shown, all: rows.length });
    }
    bind(field, `${name}.q`, update);
    bind(select, `${name}.status`, update);
    update();
    table.addEventListener("rg-reveal", () => [field, select].filter((control) => control.value).forEach(clear));
  }

  function sortKey(row, column) {
    const cell = row.cells[column];
    const badge = column > 0 && cell.querySelector(".rg-badge");
    return [badge ? tone(badge) : -1, cell.textContent.trim()];
  }

  function sortable(table, name) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", class: "rg-sort" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = { ascending: "descending", descending: "" }[now] ?? "ascending";
        remember(`${name}.sort`, next && `${column + 1}${next === "descending" ? "-" : ""}`);
        sort(column, next);
        announce(next ? say(next, { column: button.textContent }) : say("unsorted"));
      });
    });

    function sort(column, direction) {
      heads.forEach((head, i) => (i === column && direction ? head.setAttribute("aria-sort", direction) : head.removeAttribute("aria-sort")));
      const keys = new Map(rows.map((row) => [row, sortKey(row, column)]));
      const turn = direction === "descending" ? -1 : 1;
      const compare = (a, b) => turn * (keys.get(a)[0] - keys.get(b)[0] || order.compare(keys.get(a)[1], keys.get(b)[1]));
      body.append(...(direction ? [...rows].sort(compare) : rows));
    }
    const asked = /^(\d+)(-?)$/.exec(state().get(`${name}.sort`) || "");
    if (asked && heads[asked[1] - 1]) sort(asked[1] - 1, asked[2] ? "descending" : "ascending");
  }

  /* The isolation matrix: rows and columns by stage, pairs by level or by what the inventory does not say */

  function listed(words, separator = "; ") {
    return (words || "").split(separator).filter(Boolean);
  }

  function stagesOf(head) {
    return listed(head.dataset.stages, ", ");
  }

  function matrix(frame, table, name) {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells].slice(1);
    if (rows.length < 2) return;
    const stages = [...new Set(heads.flatMap(stagesOf))];
    const cells = rows.flatMap((row) => [...row.cells].slice(1));
    const kinds = [...new Set(cells.flatMap((cell) => listed(cell.dataset.kinds)))];
    const statuses = [...new Set(cells.flatMap((cell) => listed(cell.dataset.statuses)))];
    const [of, ofPart] = choice(say("of"), stages);
    const [against, againstPart] = choice(say("against"), stages);
    const [kind, kindPart] = choice(say("isolation"), kinds);
    const [status, statusPart] = choice(say("status"), statuses);
    const parts = [];
    if (stages.length > 1) parts.push(ofPart, againstPart);
    if (kinds.length > 1) parts.push(kindPart);
    if (statuses.length > 1) parts.push(statusPart);
    const count = toolbar(frame, name, parts);

    function update() {
      const fits = (head, select) => !select.value || stagesOf(head).includes(select.value);
      const pairs = new Set();
      const all = new Set();
      heads.forEach((head) => (head.hidden = !fits(head, against)));
      for (const row of rows) {
        row.hidden = !fits(row.cells[0], of);
        heads.forEach((head, i) => {
          const cell = row.cells[i + 1];
          cell.hidden = head.hidden;
          const matches =
            (!kind.value || listed(cell.dataset.kinds).includes(kind.value)) &&
            (!status.value || listed(cell.dataset.statuses).includes(status.value));
          cell.classList.toggle("rg-out", !matches);
          if (cell.dataset.pair) all.add(cell.dataset.pair);
          if (cell.dataset.pair && matches && !row.hidden && !head.hidden) pairs.add(cell.dataset.pair);
        });
      }
      count.textContent = say("pairs", { shown: pairs.size, all: all.size });
    }
    bind(of, `${name}.of`, update);
    bind(against, `${name}.against`, update);
    bind(kind, `${name}.isolation`, update);
    bind(status, `${name}.status`, update);
    update();
  }

  /* The page */

  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const row = target && target.closest("tr");
    if (!row) return;
    if (row.hidden) row.closest("table").dispatchEvent(new Event("rg-reveal"));
    document.querySelectorAll(".rg-target").forEach((other) => other.classList.remove("rg-target"));
    row.classList.add("rg-target");
    target.scrollIntoView({ block: "center" });
  }

  function setUp() {
    const root = document.querySelector("article") || document.body;
    const nameOf = sections(root);
    for (const frame of root.querySelectorAll(".rg-table:not([data-rg-ready])")) {
      frame.dataset.rgReady = "";
      const table = frame.querySelector("table");
      if (!table || !table.tHead || !table.tBodies.length || table.matches(".rg-promotion") || frame.closest(".rg-five-levels")) continue;
      const name = nameOf(frame);
      if (table.matches(".rg-matrix")) {
        matrix(frame, table, name);
        continue;
      }
      const rows = table.tBodies[0].rows.length;
      if (rows >= fewest.filter) filterable(frame, table, name);
      if (rows >= fewest.sort) sortable(table, name);
    }
    for (const link of root.querySelectorAll("a.rg-place, a.headerlink")) {
      link.addEventListener("click", () => copy(new URL(link.getAttribute("href"), location.href).href));
    }
    reveal();
  }

  addEventListener("hashchange", reveal);
  if (window.document$ && window.document$.subscribe) window.document$.subscribe(setUp);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", setUp);
  else setUp();
})();
