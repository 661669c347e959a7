// Bowline's only script. Every page works without it: it shows how far an import is, loads the next level of places,
// finds criteria, gives photos a row each, moves through rows by keys, keeps a form from being sent twice, and prints Chinese documents without the
// spaces that pages have between characters and digits.
"use strict";

const CLOSE = [/(?<=\p{sc=Han}) (?=\d)/gu, /(?<=\d) (?=\p{sc=Han})/gu];

// Chinese pages set a space between characters and digits; printed documents (公文) set none.
function closeUp() {
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), kept = [];
  while (nodes.nextNode()) {
    const node = nodes.currentNode, tight = CLOSE.reduce((text, gap) => text.replace(gap, ""), node.data);
    if (tight !== node.data) { kept.push([node, node.data]); node.data = tight; }
  }
  addEventListener("afterprint", () => kept.forEach(([node, text]) => { node.data = text; }), { once: true });
}
if (document.documentElement.lang.startsWith("zh")) addEventListener("beforeprint", closeUp);

// A form beside it may have been begun: only the part that waited is shown anew.
async function renew(part) {
  const answer = await fetch(location.href);
  const now = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  if (answer.ok && now) part.replaceWith(now); else location.reload();
}

async function progress(box) {
  const bar = box.querySelector("progress"), words = box.querySelector("[data-progress-words]");
  for (;;) {
    await new Promise((done) => setTimeout(done, 700));
    try {
      const answer = await fetch(box.dataset.progress, { headers: { accept: "application/json" } });
      if (!answer.ok) continue;
      const told = await answer.json();
      bar.max = told.total || 1;
      bar.value = told.done;
      words.textContent = told.sentence;
      if (!told.running) return box.dataset.part ? renew(document.getElementById(box.dataset.part)) : location.reload();
    } catch { /* the network may come back */ }
  }
}

function cascade(group) {
  const button = group.querySelector("[data-load]");
  button.hidden = true;
  group.addEventListener("change", async (event) => {
    const changed = event.target;
    if (changed.tagName !== "SELECT") return;
    while (changed.nextElementSibling?.tagName === "SELECT") changed.nextElementSibling.remove();
    const level = Number(changed.name.slice(-1)) + 1;
    if (!changed.value || level > 4) return;
    const answer = await fetch("/choices/places/" + encodeURIComponent(changed.value));
    if (!answer.ok) { button.hidden = false; return; }
    const below = await answer.json();
    if (!below.length) return;
    const next = changed.cloneNode(false);
    next.name = "place" + level;
    next.dataset.test = next.name;
    next.setAttribute("aria-label", changed.getAttribute("aria-label").replace(/\d/, level));
    next.append(new Option(group.dataset.choose, ""), ...below.map(([code, name]) => new Option(name, code)));
    changed.after(next);
  });
}

function filter(field) {
  const form = field.form;
  field.closest("label").hidden = false;
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  field.addEventListener("input", () => {
    const sought = field.value.trim().toLowerCase();
    for (const set of form.querySelectorAll(".set")) {
      let seen = 0;
      for (const one of set.querySelectorAll(field.dataset.filter)) {
        one.hidden = Boolean(sought) && !one.textContent.toLowerCase().includes(sought) && !one.querySelector("input").checked;
        seen += one.hidden ? 0 : 1;
      }
      set.hidden = seen === 0;
      if (sought && seen) set.open = true;
    }
  });
}

// Photos that are chosen together get a row each, so that each has a caption of its own.
function photos(group) {
  const put = (row, file) => {
    const one = new DataTransfer();
    one.items.add(file);
    row.querySelector("[multiple]").files = one.files;
  };
  group.addEventListener("change", ({ target }) => {
    if (!target.multiple || target.files.length < 2) return;
    const [first, ...others] = target.files;
    let row = target.closest("[data-row]");
    put(row, first);
    for (const file of others) {
      const next = row.cloneNode(true);
      next.querySelector(".camera")?.remove();
      for (const field of next.querySelectorAll("input")) { field.value = ""; field.required = false; delete field.dataset.test; }
      put(next, file);
      row.after(next);
      row = next;
    }
  });
}

// One letter each, on every page with rows. Whoever speaks into the machine, which types letters, switches them off.
function keys(help) {
  const on = help.querySelector("input"), now = () => document.activeElement;
  const rows = () => [...document.querySelectorAll("main .duties > li > a, main .hazards th a")].filter((row) => row.checkVisibility());
  const step = (by) => { const all = rows(), at = all.indexOf(now()); all[Math.min(Math.max(at + by, 0), all.length - 1)]?.focus(); };
  const does = {
    j: () => step(1),
    k: () => step(-1),
    o: () => { if (rows().includes(now())) now().click(); },
    "/": () => document.querySelector("main [type=search]")?.focus(),
    "?": () => help.showModal(),
  };
  on.checked = localStorage.getItem("keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));
  for (const button of document.querySelectorAll("[data-keys]")) { button.hidden = false; button.addEventListener("click", does["?"]); }
  document.addEventListener("keydown", (event) => {
    const typed = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog");
    if (typed || !on.checked || !Object.hasOwn(does, event.key)) return;
    event.preventDefault();
    does[event.key]();
  });
}

// A second press while the first is under way would meet "somebody acted meanwhile".
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});
// Back from the browser's cache: the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) { delete form.dataset.sent; form.removeAttribute("aria-busy"); }
});
addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-progress]").forEach(progress);
  document.querySelectorAll("[data-cascade]").forEach(cascade);
  document.querySelectorAll("[data-filter]").forEach(filter);
  document.querySelectorAll("[data-photos]").forEach(photos);
  document.querySelectorAll("dialog.keys").forEach(keys);
  for (const button of document.querySelectorAll("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }
});
