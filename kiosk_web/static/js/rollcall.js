// The roll-call: which names are shown, the other answers of a line, words that are typed.

import { afterPatch } from "./live.js";
import { tap } from "./press.js";

const IDLE_MS = 60000;
let shown = "all";

const head = () => document.querySelector(".rc-head");

/** Show what belongs to the state of the roll-call, and the places that were chosen. */
function draw() {
  const state = head().dataset.state === "running" ? "running" : "idle";
  document.body.dataset.rollcall = state;
  for (const part of document.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  const keys = [...document.querySelectorAll("[data-show]")];
  if (!keys.some((key) => key.dataset.show === shown)) shown = "all";
  for (const key of keys) key.setAttribute("aria-pressed", String(key.dataset.show === shown));
  for (const place of document.querySelectorAll("[data-place]"))
    place.hidden = !["all", "open", place.dataset.place].includes(shown);
  document.querySelector(".rc-main").classList.toggle("only-open", shown === "open");
  const missing = Number(head().dataset.missing);
  for (const part of document.querySelectorAll("#rc-end [data-all]")) part.hidden = missing > 0;
  for (const part of document.querySelectorAll("#rc-end [data-lost]")) part.hidden = missing === 0;
  const count = document.querySelector("[data-open-count]");
  if (count) count.textContent = missing;
}

afterPatch(draw);
draw();

document.addEventListener("click", (event) => {
  const show = event.target.closest("[data-show]");
  if (show) { shown = show.dataset.show; return draw(); }
  const more = event.target.closest("[data-line]");
  if (more) return ask(more);
  const typed = event.target.closest("[data-text]");
  if (typed) {
    const field = document.getElementById(typed.dataset.text);
    if (field.value.trim()) tap(typed, typed.dataset.post, { [typed.dataset.name]: field.value.trim() });
    else field.focus();
  }
}, true);

/** Ask what else is to be said of a line. */
function ask(more) {
  const box = document.getElementById("rc-line");
  box.querySelector("[data-name]").textContent = more.dataset.lineName;
  for (const key of box.querySelectorAll("[data-choice]"))
    key.dataset.body = JSON.stringify({ line: more.dataset.line, choice: key.dataset.choice });
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
