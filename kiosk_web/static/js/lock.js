// A locked panel: what needs more asks for the PIN first, and goes on once it is open. The gateway
// refuses by itself; this only asks before it does, and keeps the panel open under a finger.
//
//   data-lock data-level data-needs='{"rack": 2}' data-opens   the lock's key, as the gateway tells it
//   data-waits='{"1": <ms>}'                                   when the pad takes PINs of a level again
//   <dialog id="lock-pad">                                     the number pad (pad.js)

import { afterPatch } from "./live.js";
import { fresh } from "./pad.js";
import { post } from "./press.js";
import { go } from "./tabs.js";

const TOUCH_MS = 15000;

const lock = () => document.querySelector("[data-lock]");
const pad = () => document.getElementById("lock-pad");
const level = () => (lock() ? Number(lock().dataset.level) : 9);
const waits = (of) => (lock() ? JSON.parse(lock().dataset.waits)[of] ?? 0 : 0);
const needs = (page) => (lock() ? JSON.parse(lock().dataset.needs)[page] ?? 0 : 0);

let wanted = 0;
let after = null; // what to do once it is open
let touchedAt = 0;

function ask(needed, then = null) {
  wanted = needed;
  after = then;
  const box = pad();
  for (const words of box.querySelectorAll("[data-for]")) words.hidden = Number(words.dataset.for) !== needed;
  box.dataset.body = JSON.stringify({ level: needed });
  box.dataset.until = waits(needed);
  fresh(box);
  if (!box.open) box.showModal();
}

function opened() {
  const then = after;
  after = null;
  if (pad()?.open) pad().close();
  then?.();
}

// Before the tabs hear of it: a page that needs more is asked for.
document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tab]");
  if (tab && needs(tab.dataset.tab) > level()) {
    event.stopImmediatePropagation();
    const page = tab.dataset.tab;
    return ask(needs(page), () => go(page));
  }
  const key = event.target.closest("[data-lock]");
  if (!key) return;
  const opens = Number(key.dataset.opens);
  if (opens) ask(opens);
  else post(pad().dataset.touch, { lock: true });
}, true);

// A key the gateway refused as locked is pressed again once the panel is open; a held one is not.
document.addEventListener("answered", (event) => {
  if (event.detail.code !== "locked" || !pad()) return;
  const key = event.target;
  const again = key.nodeName === "BUTTON" && !("hold" in key.dataset);
  setTimeout(() => ask(level() < 1 ? 1 : 2, again ? () => key.isConnected && key.click() : null), 400);
});

document.addEventListener("opened", opened);

afterPatch(() => {
  if (!lock()) return;
  if (pad()?.open && wanted && level() >= wanted) opened();
  if (pad()?.open && wanted) pad().dataset.until = waits(wanted);
  if (needs(document.body.dataset.at) > level()) go("home");
});

document.addEventListener("pointerdown", () => {
  if (!lock() || lock().dataset.opens !== "0" || performance.now() - touchedAt < TOUCH_MS) return;
  touchedAt = performance.now();
  post(pad().dataset.touch, {});
});
