// The roll-call: touches shown at once, which names are shown, a name found, words that are typed.

import { afterPatch } from "./live.js";
import { say, tap } from "./press.js";
import { begin, shown, touch } from "./rollcall_touches.js";

const IDLE_MS = 60000;
const WAITS_MS = 1200; // a touch on its way is no touch that waits
const TWICE_MS = 500; // two touches so soon on one name are one finger that trembled
const SETTLED = ["found", "elsewhere"];
let chosen = "all";
let wanted = "";
let letter = "";

const $ = (what) => document.querySelector(what);
const all = (what) => document.querySelectorAll(what);
const head = () => $(".rc-head");
const names = new Map(); // line -> the name it stood under, for as long as this page is open

/** Show what belongs to the state of the roll-call, and the names that were asked for. */
function draw() {
  const state = head().dataset.state === "running" ? "running" : "idle";
  document.body.dataset.rollcall = state;
  for (const part of all("[data-when]")) part.hidden = part.dataset.when !== state;
  const keys = [...all("[data-show]")];
  if (!keys.some((key) => key.dataset.show === chosen)) chosen = "all";
  for (const key of keys) key.setAttribute("aria-pressed", String(key.dataset.show === chosen));
  paint();
  sift();
  const missing = Number(head().dataset.missing);
  for (const part of all("#rc-end [data-all]")) part.hidden = missing > 0;
  for (const part of all("#rc-end [data-lost]")) part.hidden = missing === 0;
  const count = $("[data-open-count]");
  if (count) count.textContent = missing;
}

/** Show each line as the gateway says, or the last touch here, whether the gateway has it or not. */
function paint() {
  const lines = shown();
  const told = new Map(JSON.parse($("[data-ticks]").dataset.ticks).map(([line, choice, said]) => [line, { choice, said }]));
  let waiting = 0;
  let young = false;
  for (const key of all("[data-tick]")) {
    const mine = lines.get(key.dataset.tick);
    const known = told.get(key.dataset.tick);
    const choice = mine?.choice ?? known?.choice ?? "open";
    const sub = key.querySelector("[data-sub]");
    sub.textContent = (choice === known?.choice && known.said) || sub.dataset.sub;
    const old = mine?.waits && Date.now() - mine.at > WAITS_MS;
    const item = key.closest("li");
    item.className = choice;
    item.classList.toggle("settled", SETTLED.includes(choice));
    item.classList.toggle("waits", Boolean(old));
    key.setAttribute("aria-pressed", String(SETTLED.includes(choice)));
    if (mine?.waits && !old) { key.dataset.state = "asked"; young = true; } else delete key.dataset.state;
    names.set(key.dataset.tick, key.querySelector("b").textContent);
    if (old) waiting += 1;
  }
  const note = $("#rc-waits");
  note.hidden = !waiting;
  if (waiting) note.querySelector("span").textContent = note.dataset.words.replace("{n}", waiting);
  if (young) setTimeout(paint, WAITS_MS);
}

/** Hide the lines that were not asked for: by place, by a name, by its first letter. */
function sift() {
  const finds = document.body.dataset.rollcall === "running" && Boolean($("[data-many]"));
  $("#rc-find").hidden = !finds;
  if (!finds) wanted = letter = "";
  let found = 0;
  for (const place of all("[data-place]")) {
    const fits = ["all", "open", place.dataset.place].includes(chosen) && !(chosen === "open" && place.dataset.place === "away");
    let here = 0;
    for (const item of place.querySelectorAll("li")) {
      item.hidden = !(fits && isFound(item.dataset.find.split("|")) && !(chosen === "open" && item.classList.contains("settled")));
      here += !item.hidden;
    }
    place.hidden = !here;
    found += here;
  }
  $("#rc-nobody").hidden = Boolean(found) || !(wanted || letter);
  if (finds) letters();
}

function isFound([own, full = "", initials = ""]) {
  if (letter && !(initials || full || own).startsWith(letter)) return false;
  if (!wanted) return true;
  return own.includes(wanted) || full.startsWith(wanted) || initials.startsWith(wanted) || (wanted.length > 2 && full.includes(wanted));
}

/** Offer the first letters that there are, for a screen without a keyboard; touched again: all. */
function letters() {
  const there = new Set([...all(".rc-grid li")].map((item) => { const [own, full, initials] = item.dataset.find.split("|"); return (initials || full || own)[0]; }));
  const row = $(".rc-letters");
  if (letter && !there.has(letter)) letter = "";
  const wish = [...there].filter(Boolean).sort().join("");
  if (row.dataset.there !== wish) {
    row.dataset.there = wish;
    row.replaceChildren(...[...wish].map((one) => {
      const key = document.createElement("button");
      key.type = "button";
      key.className = "key";
      key.dataset.letter = one;
      key.textContent = one.toUpperCase();
      return key;
    }));
  }
  for (const key of row.children) key.setAttribute("aria-pressed", String(key.dataset.letter === letter));
}

/** Say what somebody is now, here at once; the gateway has it as soon as it can. */
let last = { line: "", at: 0 };
function tick(line, choice) {
  if (last.line === line && performance.now() - last.at < TWICE_MS) return;
  last = { line, at: performance.now() };
  touch(head().dataset.rollcall, line, choice);
}

const late = [];
begin({
  who: document.body.dataset.who,
  url: document.body.dataset.tickTo,
  changed: () => { paint(); if (chosen === "open") sift(); },
  said: (answer) => say(answer.text, answer.ok ? "info" : "bad"),
  late: (line) => {
    late.push(names.get(line) ?? "");
    const told = $("#rc-late");
    const known = late.filter(Boolean);
    const who = known.length === late.length ? known.join(", ") : told.dataset.lines.replace("{n}", late.length);
    told.querySelector("span").textContent = told.dataset.words.replace("{who}", who);
    told.hidden = false;
  },
});

afterPatch(draw);
draw();

document.addEventListener("click", (event) => {
  const at = (what) => event.target.closest(what);
  const show = at("[data-show]");
  if (show) { chosen = show.dataset.show; return draw(); }
  const first = at("[data-letter]");
  if (first) { letter = letter === first.dataset.letter ? "" : first.dataset.letter; $("#rc-name").value = wanted = ""; return sift(); }
  const name = at("[data-tick]");
  if (name) return tick(name.dataset.tick, name.closest("li").classList.contains("open") ? "found" : "open");
  const other = at("[data-say]");
  if (other) { tick(other.closest("dialog").dataset.line, other.dataset.say); return other.closest("dialog").close(); }
  const more = at("[data-line]");
  if (more?.nodeName === "BUTTON") return ask(more);
  if (at("[data-late-read]")) { late.length = 0; $("#rc-late").hidden = true; return; }
  const typed = at("[data-text]");
  if (typed) {
    const field = document.getElementById(typed.dataset.text);
    if (field.value.trim()) tap(typed, typed.dataset.post, { [typed.dataset.name]: field.value.trim() });
    else field.focus();
  }
}, true);

$("#rc-name").addEventListener("input", (event) => {
  wanted = event.target.value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  letter = "";
  sift();
});

$("#rc-name").addEventListener("focus", (event) => event.target.select());

/** Ask what else is to be said of a line. */
function ask(more) {
  const box = $("#rc-line");
  box.querySelector("[data-name]").textContent = more.dataset.lineName;
  box.dataset.line = more.dataset.line;
  box.showModal();
}

document.addEventListener("answered", (event) => {
  const key = event.target;
  if (!event.detail.ok || !key.closest("dialog")) return;
  if (key.dataset.text) document.getElementById(key.dataset.text).value = "";
  key.closest("dialog").close();
});

// A screen on the wall goes back to its own page when nobody needs this one.
let touched = performance.now();
document.addEventListener("pointerdown", () => { touched = performance.now(); });
const { home } = document.body.dataset;
if (home) setInterval(() => {
  if (document.body.dataset.rollcall === "idle" && performance.now() - touched > IDLE_MS) location.assign(home);
}, 1000);
