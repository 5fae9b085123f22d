// The life of a press: idle, asked (at once, here), then done or no answer (the gateway's word).
//
//   data-press="<key>"  data-post="<url>"  data-body='{"json": ...}'   a key
//   the same on <input type=range>: a slider, sent at most 4 times a second; with `data-at-end`
//                       only when it is let go (what moves should not turn round four times a second)
//   data-posts="<url>"  on the body: where keys without a `data-post` of their own go
//   data-to="<word>"    beside where they go: `call` instead of `press`
//   data-hold="<ms>"    has to be held so long first; what is posted says how long it was. Without a
//                       finger (a screen reader, a switch, a tapped key) it is pressed twice instead,
//                       as far apart as the hold is long at least
//   data-always         counts every time it is touched (Stop)
//   aria-disabled, data-why="<words>"   does nothing now, and says why
//   data-open="<id>" data-close      dialogs;   data-language="zh|en"   changes the language

import { afterPatch, released } from "./live.js";
import { hold, letGo } from "./morph.js";

const SLIDE_MS = 250;
const DONE_MS = 1600;
const SORRY_MS = 4000;

const words = () => document.getElementById("words").dataset;
const told = new WeakMap(); // element -> the state the gateway gave it
const local = new Map(); // key -> the state we give it meanwhile

function paint(element) {
  const state = local.get(element.dataset.press) ?? told.get(element) ?? "";
  if (state) element.dataset.state = state;
  else delete element.dataset.state;
  element.setAttribute("aria-busy", String(state === "asked"));
}

function give(key, state, forMs) {
  local.set(key, state);
  const all = () => document.querySelectorAll(`[data-press="${CSS.escape(key)}"]`);
  all().forEach(paint);
  if (!forMs) return;
  setTimeout(() => {
    if (local.get(key) !== state) return;
    local.delete(key);
    all().forEach(paint);
  }, forMs);
}

afterPatch((part) => {
  for (const element of part.querySelectorAll("[data-press]")) {
    const before = told.get(element);
    const now = element.dataset.state ?? "";
    told.set(element, now);
    if (before === "asked" && now === "") give(element.dataset.press, "done", DONE_MS);
    else paint(element);
  }
});

/** Say one sentence at the foot of the page for four seconds, or as long as told. */
let hush = null;
export function say(text, tone = "bad", forMs = SORRY_MS) {
  const place = document.getElementById("says");
  place.className = `toast says ${tone}`;
  place.innerHTML = `<svg class="i" aria-hidden="true"><use href="${document.body.dataset.icons}#i-${tone}"/></svg><span></span>`;
  place.lastElementChild.textContent = text;
  place.hidden = false;
  clearTimeout(hush);
  hush = setTimeout(() => { place.hidden = true; }, forMs);
}

/** Post JSON and return `{ok, code, text, data}`; throws nothing. */
export async function post(url, body) {
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json", Accept: "application/json",
        "X-CSRFToken": csrf, "X-Requested-With": "fetch",
      },
      body: JSON.stringify(body ?? {}),
    });
    const said = await answer.json();
    if (said.code === "csrf") location.reload();
    return { ok: answer.ok && said.ok !== false, code: said.code, text: said.text ?? said.detail, data: said.data };
  } catch {
    return { ok: false, code: "away", text: words().busy };
  }
}

const posts = (to) => (to ? document.body.dataset.posts.replace(/[^/]*$/, to) : document.body.dataset.posts);
const address = (element) => element.dataset.post ?? posts(element.dataset.to);

async function send(element, body, url = address(element)) {
  const key = element.dataset.press;
  give(key, "asked");
  const answer = await post(url, body);
  if (answer.ok && answer.code === "queued") say(answer.text, "ok");
  if (answer.ok) give(key, "asked", 350);
  else if (answer.code === "locked" && document.getElementById("lock-pad")) give(key, "", 1); // lock.js asks for the PIN
  else { give(key, "noanswer", SORRY_MS); say(answer.text || words().noanswer); }
  element.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: answer }));
}

/** Press a key whose address and words are made by the page's own script. */
export function tap(element, url, body) { return send(element, body, url); }

/** Whether a key does nothing now; it says why. */
function isIdle(element) {
  if (element.getAttribute("aria-disabled") === "true" && element.dataset.why) say(element.dataset.why, "info");
  return element.disabled || element.getAttribute("aria-disabled") === "true";
}

function press(element, more = {}) {
  if (isIdle(element)) return;
  if (local.get(element.dataset.press) === "asked" && !("always" in element.dataset)) return;
  send(element, { ...JSON.parse(element.dataset.body || "{}"), ...more });
}

document.addEventListener("click", (event) => {
  const open = event.target.closest("[data-open]");
  if (open) return document.getElementById(open.dataset.open)?.showModal();
  const close = event.target.closest("[data-close]");
  if (close) return close.closest("dialog")?.close();
  const language = event.target.closest("[data-language]");
  if (language) return changeLanguage(language.dataset.language);
  const key = event.target.closest("[data-press]");
  if (!key || key.nodeName !== "BUTTON" || !address(key)) return;
  if (!("hold" in key.dataset)) press(key);
  else if (event.detail === 0) pressTwice(key); // no pointer was there: a finger's click counts from 1
});

async function changeLanguage(language) {
  const form = new FormData();
  form.set("language", language);
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  await fetch("/language", { method: "POST", body: form, headers: { "X-CSRFToken": csrf }, redirect: "manual" });
  location.reload();
}

// Sliders: the number follows the finger at once; the gateway is asked 4 times a second at most.
let slideTimer = null;
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (slider.type !== "range" || !slider.dataset.press) return;
  hold(slider);
  const value = document.getElementById(slider.dataset.value);
  if (value) value.textContent = slider.value;
  if (slideTimer || "atEnd" in slider.dataset) return;
  slideTimer = setTimeout(() => { slideTimer = null; slide(slider); }, SLIDE_MS);
});
document.addEventListener("change", (event) => {
  const slider = event.target;
  if (slider.type !== "range" || !slider.dataset.press) return;
  clearTimeout(slideTimer);
  slideTimer = null;
  slide(slider);
  letGo(slider);
  setTimeout(released, SLIDE_MS);
});
document.addEventListener("change", (event) => {
  const list = event.target;
  if (list.nodeName !== "SELECT" || !list.dataset.press) return;
  send(list, { ...JSON.parse(list.dataset.body), [list.dataset.name]: list.value });
});
const slide = (slider) =>
  send(slider, { ...JSON.parse(slider.dataset.body), value: Number(slider.value) });

// Hold to confirm: the ring follows the finger; letting go empties it, and says how long it takes.
let holding = null;
function beginHold(key) {
  if (holding || isIdle(key)) return;
  const needed = Number(key.dataset.hold);
  const began = performance.now();
  const ring = key.querySelector(".v");
  const left = key.querySelector("[data-hold-words]");
  holding = { key, ring, left };
  key.dataset.state = "holding";
  hold(key);
  const step = () => {
    if (holding?.key !== key) return;
    const held = performance.now() - began;
    ring?.setAttribute("stroke-dasharray", `${Math.min(100, (held / needed) * 100).toFixed(1)} 100`);
    if (left) left.textContent = left.dataset.holdWords.replace("{n}", Math.max(0, (needed - held) / 1000).toFixed(1));
    if (held < needed) return requestAnimationFrame(step);
    endHold();
    press(key, { value: { held_s: Math.round(held) / 1000 } });
  };
  requestAnimationFrame(step);
}
function endHold() {
  if (!holding) return;
  const { key, ring, left } = holding;
  holding = null;
  ring?.setAttribute("stroke-dasharray", "0 100");
  if (left) left.textContent = left.dataset.rest;
  letGo(key);
  paint(key);
  released();
}
const heldKey = (event) => event.target.closest?.("[data-hold]");
document.addEventListener("pointerdown", (event) => {
  const key = heldKey(event);
  if (key && event.button === 0) beginHold(key);
});
const presses = (event) => event.key === "Enter" || event.key === " ";
document.addEventListener("keydown", (event) => {
  const key = heldKey(event);
  if (!key || !presses(event)) return;
  event.preventDefault(); // no click of its own
  if (!event.repeat) beginHold(key);
});
document.addEventListener("keyup", (event) => {
  const key = heldKey(event);
  if (!key || !presses(event)) return;
  event.preventDefault();
  const isShort = holding?.key === key;
  endHold();
  if (isShort) pressTwice(key);
});

// The other way to confirm: pressed, told what it does, and pressed again. Not sooner than a finger
// would have to hold, so that no switch that bounces and no habit of pressing twice gets through.
const AGAIN_MS = 10000;
let first = null;
function pressTwice(key) {
  if (isIdle(key)) return;
  const needed = Number(key.dataset.hold);
  const passed = first?.of === key.dataset.press ? performance.now() - first.at : Infinity;
  if (passed < needed) return say(words().slower.replace("{n}", needed / 1000), "info");
  if (passed <= needed + AGAIN_MS) {
    first = null;
    return press(key, { value: { held_s: Math.round(passed) / 1000 } });
  }
  first = { of: key.dataset.press, at: performance.now() };
  const what = key.getAttribute("aria-label") ?? key.querySelector("[data-hold-words]")?.previousSibling?.textContent ?? key.textContent;
  say(words().twice.replace("{what}", what.trim()).replace("{n}", needed / 1000), "info", needed + AGAIN_MS);
}
// A long touch is a hold, never the browser's menu.
document.addEventListener("contextmenu", (event) => { if (heldKey(event)) event.preventDefault(); });
for (const end of ["pointerup", "pointercancel", "keyup", "blur"]) window.addEventListener(end, endHold);
