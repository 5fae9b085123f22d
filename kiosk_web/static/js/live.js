// Keeps a page current: listens to the gateway, puts in what changed, and says so within
// five seconds when the gateway has gone away. Comes back by itself.

import { isHeld, morph } from "./morph.js";

const STALE_MS = 5000;
const DEAF_MS = 12000; // a stream that says nothing for so long is dead, though nobody told us
const AGAIN_MS = 1500;

const hooks = [];
const waiting = new Map();
let source = null;
let heard = performance.now();
let opened = performance.now();
let offset = 0; // the gateway's clock minus ours, in ms
let zone = 0; // the gateway's time zone, in minutes
let version = 0;

/** Call `hook(fragmentElement)` after each change of a fragment. */
export function afterPatch(hook) { hooks.push(hook); }

/** The gateway's clock now, in epoch milliseconds. */
export function gatewayNow() { return Date.now() + offset; }

/** The gateway's time of day as HH:MM. */
export function gatewayClock() {
  return new Date(gatewayNow() + zone * 60000).toISOString().slice(11, 16);
}

/** Begin: take the age of what is shown, run the hooks once, listen. */
export function start() {
  const { events, at, v } = document.body.dataset;
  setClock(at);
  version = Number(v);
  for (const part of document.querySelectorAll("[data-fragment]")) run(part);
  follow();
  listen(events);
  setInterval(watch, 500);
}

function setClock(at) {
  if (!at) return;
  offset = Date.parse(at) - Date.now();
  const sign = /([+-])(\d\d):(\d\d)$/.exec(at);
  zone = sign ? (sign[1] === "-" ? -1 : 1) * (Number(sign[2]) * 60 + Number(sign[3])) : 0;
}

function listen(url) {
  source = new EventSource(url);
  opened = performance.now();
  source.addEventListener("patch", (event) => hear(JSON.parse(event.data)));
  source.addEventListener("beat", (event) => hear(JSON.parse(event.data)));
  source.addEventListener("reload", () => location.reload());
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED && !document.hidden) setTimeout(() => again(url), AGAIN_MS);
  });
}

// A browser allows six connections to one host: a tab that nobody sees gives its own back.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) source?.close();
  else if (source?.readyState === EventSource.CLOSED) {
    heard = performance.now();
    listen(document.body.dataset.events);
  }
});

/** The stream was refused: a page that is no longer ours goes to where it may become so. */
async function again(url) {
  const stop = new AbortController();
  try {
    const answer = await fetch(url, { signal: stop.signal });
    stop.abort();
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) return location.reload();
  } catch { /* still away */ }
  listen(url);
}

/** Listen anew: the network came back, and the old stream never will. */
function anew() {
  source?.close();
  listen(document.body.dataset.events);
}

function hear(data) {
  heard = performance.now();
  setClock(data.at);
  if (data.theme) document.documentElement.dataset.theme = data.theme;
  for (const [name, html] of Object.entries(data.fragments ?? {})) put(name, html);
  if (document.body.classList.contains("stale")) back();
  if (data.v === version) return;
  version = data.v;
  document.body.dataset.v = version;
  follow();
}

function put(name, html) {
  const part = document.querySelector(`[data-fragment="${CSS.escape(name)}"]`);
  if (!part) return;
  if (isHeld(part)) waiting.set(name, html);
  else waiting.delete(name);
  morph(part, html);
  run(part);
}

/** Something was let go: put in what came meanwhile. */
export function released() {
  for (const [name, html] of [...waiting]) put(name, html);
}

function run(part) { for (const hook of hooks) hook(part); }

// Parts with `data-follow` are read again when the office changed (the tail of the ledger).
let following = null;
export function follow() {
  clearTimeout(following);
  following = setTimeout(async () => {
    for (const part of document.querySelectorAll("[data-follow]")) {
      try {
        const answer = await fetch(part.dataset.follow, { headers: { Accept: "text/html" } });
        if (answer.ok && !answer.redirected) { morph(part, await answer.text()); run(part); }
      } catch { /* the page says already that the gateway is away */ }
    }
  }, 250);
}

function watch() {
  if (document.hidden) return;
  const age = performance.now() - heard;
  if (age < STALE_MS) return;
  if (age > DEAF_MS && performance.now() - opened > DEAF_MS) anew();
  document.body.classList.add("stale");
  const seconds = Math.round(age / 1000);
  const words = document.getElementById("words").dataset;
  const text = seconds < 90 ? words.seconds.replace("{n}", seconds) : words.minutes.replace("{n}", Math.round(seconds / 60));
  document.getElementById("away-age").textContent = text;
  document.getElementById("away").hidden = false;
}

function back() {
  document.body.classList.remove("stale");
  document.getElementById("away").hidden = true;
}
