// Pages inside a page: the panel's home and its lights. Sixty seconds without a touch go home.
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
  for (const key of document.querySelectorAll("[data-tab]")) {
    if (key.dataset.tab === current) key.setAttribute("aria-current", "page");
    else key.removeAttribute("aria-current");
  }
}

export function go(name) {
  if (name === current) return;
  current = name;
  history.replaceState(null, "", name === "home" ? location.pathname + location.search : `#${name}`);
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

// Leaves: screenfuls of the same list, chosen by number.
let leaf = 1;
function drawLeaves() {
  const leaves = [...document.querySelectorAll("[data-leaf]")];
  leaf = Math.min(leaf, leaves.length || 1);
  for (const one of leaves) one.hidden = Number(one.dataset.leaf) !== leaf;
  for (const key of document.querySelectorAll("[data-leaf-key]")) {
    key.setAttribute("aria-pressed", String(Number(key.dataset.leafKey) === leaf));
  }
}
document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-leaf-key]");
  if (!key) return;
  leaf = Number(key.dataset.leafKey);
  drawLeaves();
});
afterPatch(drawLeaves);
