// The demo: a wall of badges, and our own screens shown small beside it.

import { follow, start } from "./live.js";
import { tap as press } from "./press.js";
import "./countdown.js";

const csrf = () => document.querySelector('meta[name="csrf-token"]').content;

/** A browser that is no screen yet becomes every screen of the demo, then starts afresh. */
async function become(url) {
  const form = new FormData();
  form.set("next", "/demo");
  const answer = await fetch(url, { method: "POST", body: form, headers: { "X-CSRFToken": csrf() } });
  if (answer.ok) location.reload();
}

/** Fit a screen of fixed size into its glass. */
function fit(glass) {
  const { width, height } = glass.dataset;
  const share = glass.clientWidth / Number(width);
  const frame = glass.firstElementChild;
  frame.style.transform = `scale(${share})`;
  glass.style.height = `${Math.round(Number(height) * share)}px`;
}

document.addEventListener("click", (event) => {
  const reader = event.target.closest("[data-reader][aria-pressed]");
  if (reader) {
    for (const one of document.querySelectorAll("[data-reader][aria-pressed]")) one.setAttribute("aria-pressed", String(one === reader));
    document.getElementById("wall").dataset.reader = reader.dataset.reader;
    document.querySelector(".kiosk-frame iframe").src = `/kiosk?reader=${encodeURIComponent(reader.dataset.reader)}`;
  }
  const frame = event.target.closest("[data-frame]");
  if (frame) {
    for (const one of document.querySelectorAll("[data-frame]")) one.setAttribute("aria-pressed", String(one === frame));
    document.getElementById("panel-frame").src = frame.dataset.frame;
    document.getElementById("panel-link").href = frame.dataset.frame;
  }
  const card = event.target.closest("[data-card]");
  if (card) press(card, "/demo/tap", { card: card.dataset.card, reader: document.getElementById("wall").dataset.reader });
});
document.addEventListener("answered", () => setTimeout(follow, 150));

const { pair } = document.body.dataset;
const watcher = new ResizeObserver((seen) => seen.forEach(({ target }) => fit(target)));
for (const glass of document.querySelectorAll(".glass")) watcher.observe(glass);
if (pair) become(pair);
else start();
