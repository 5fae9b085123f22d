// Pages inside a page: the panel's start and its lights, curtains … A minute without a touch goes home.
//
//   data-tab="<name>" on a key, data-view="<name>" on a part;  data-home="<ms>" on the body

import { afterPatch } from "./live.js";

let current = location.hash.slice(1) || "home";
let timer = null;

function draw() {
  const views = [...document.querySelectorAll("[data-view]")];
  if (!views.length) return;
  if (!views.some((view) => view.dataset.view === current)) current = views[0].dataset.view;
  for (const view of views) view.hidden = view.dataset.view !== current;
  document.body.dataset.at = current;
  for (const key of document.querySelectorAll("[data-tab]")) {
    if (key.dataset.tab === current) {
      key.setAttribute("aria-current", "page");
      const row = key.parentElement; // many tabs on a phone: never scrolls the page around it
      row.scrollLeft = key.offsetLeft - (row.clientWidth - key.offsetWidth) / 2;
    } else key.removeAttribute("aria-current");
  }
}

export function go(name) {
  if (name === current) return;
  const known = document.querySelector(`[data-view="${CSS.escape(name)}"]`);
  current = name;
  history.replaceState(null, "", name === "home" ? location.pathname + location.search : `#${name}`);
  if (!known) return location.reload(); // the room has got something new since this page was loaded
  draw();
  window.dispatchEvent(new Event("resize"));
}

function touched() {
  const after = Number(document.body.dataset.home);
  clearTimeout(timer);
  if (after) timer = setTimeout(() => go("home"), after);
}

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-tab]");
  if (key) go(key.dataset.tab);
});
for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, touched);
afterPatch(draw);
touched();

// Leaves: screenfuls of the same list, chosen by number; each page keeps its own.
const chosen = new Map();
const pageOf = (element) => element.closest("[data-view]");
function drawLeaves(page) {
  const leaves = [...page.querySelectorAll("[data-leaf]")];
  const leaf = Math.min(chosen.get(page) ?? 1, leaves.length || 1);
  for (const one of leaves) one.hidden = Number(one.dataset.leaf) !== leaf;
  for (const key of page.querySelectorAll("[data-leaf-key]")) {
    key.setAttribute("aria-pressed", String(Number(key.dataset.leafKey) === leaf));
  }
}
document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-leaf-key]");
  if (!key) return;
  chosen.set(pageOf(key), Number(key.dataset.leafKey));
  drawLeaves(pageOf(key));
});
afterPatch((part) => { if (part.querySelector("[data-leaf]")) drawLeaves(pageOf(part)); });
