// A visitor waits for the answer; the page goes away by itself, later while nobody has answered.

import { afterPatch } from "./live.js";
import { tap } from "./press.js";
import "./keyboard.js";

const GOES_MS = { waiting: 240000, over: 5000 };
const SOON_MS = 60000;
const { home } = document.body.dataset;
let last = performance.now();
let reply = "";

afterPatch((part) => {
  const now = part.querySelector("[data-reply]")?.dataset.reply;
  if (now && now !== reply) { reply = now; last = performance.now(); }
});
document.addEventListener("pointerdown", () => { last = performance.now(); });
setInterval(() => {
  if (performance.now() - last > (GOES_MS[reply] ?? SOON_MS)) location.replace(home);
}, 500);

document.addEventListener("click", (event) => {
  const main = document.querySelector("[data-act]");
  const card = event.target.closest("[data-card]");
  if (card) return tap(card, `${main.dataset.act}card`, { label: card.dataset.card });
  const send = event.target.closest("[data-note-send]");
  const field = document.querySelector('[data-field="note"]');
  if (send) send.dataset.body = JSON.stringify({ text: field.value.trim() });
}, true);
document.addEventListener("answered", (event) => {
  if (event.detail.ok && "noteSend" in event.target.dataset) document.getElementById("v-note").close();
});
