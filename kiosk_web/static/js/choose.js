// Choices made on the screen before anything is asked: toggles in a dialog, pages of a list.
//
//   data-choice="<group>" data-value="…"   aria-pressed: one of a group; aria-checked: any of it
//   data-gather="<url>" on a dialog, data-send inside: posts the choices with `data-body`
//   data-paged on a list, data-pager="<its id>": as many as fit, the rest on the next page

import { afterPatch } from "./live.js";
import { post, say } from "./press.js";

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-choice]");
  if (key) choose(key);
  const send = event.target.closest("[data-send]");
  if (send) gather(send);
  const turn = event.target.closest("[data-turn]");
  if (turn) turnPage(turn);
});

function choose(key) {
  if (key.hasAttribute("aria-checked")) {
    key.setAttribute("aria-checked", String(key.getAttribute("aria-checked") !== "true"));
  } else {
    const group = key.closest("dialog, form, section")?.querySelectorAll(`[data-choice="${CSS.escape(key.dataset.choice)}"]`) ?? [];
    for (const other of group) other.setAttribute("aria-pressed", String(other === key));
  }
  const dialog = key.closest("[data-gather]");
  if (dialog) ready(dialog);
}

const picked = (dialog, group) =>
  [...dialog.querySelectorAll(`[data-choice="${group}"]`)]
    .filter((key) => key.getAttribute("aria-checked") === "true" || key.getAttribute("aria-pressed") === "true")
    .map((key) => key.dataset.value);

function ready(dialog) {
  const send = dialog.querySelector("[data-send]");
  if (send && dialog.querySelector('[data-choice="items"]')) send.disabled = picked(dialog, "items").length === 0;
}

async function gather(send) {
  const dialog = send.closest("[data-gather]");
  const body = JSON.parse(send.dataset.body || "{}");
  if (dialog.querySelector('[data-choice="items"]')) body.items = picked(dialog, "items");
  for (const group of ["until", "reason"]) {
    const [value] = picked(dialog, group);
    if (value !== undefined) body[group] = value;
  }
  send.dataset.state = "asked";
  const answer = await post(dialog.dataset.gather, body);
  delete send.dataset.state;
  if (answer.ok) dialog.close();
  else say(answer.text);
}

// Pages of a list: measured, so that it is right on every glass and in every language.
const page = new Map();

function fit(list) {
  const items = [...list.children];
  for (const item of items) item.hidden = false;
  const pager = document.querySelector(`[data-pager="${list.id}"]`);
  if (!items.length || !pager) return;
  pager.hidden = true;
  if (list.scrollHeight <= list.clientHeight + 1) return;
  pager.hidden = false;
  const room = Math.max(1, Math.floor(list.clientHeight / Math.max(...items.map((i) => i.offsetHeight))));
  const pages = Math.ceil(items.length / room);
  const at = Math.min(page.get(list.id) ?? 0, pages - 1);
  page.set(list.id, at);
  items.forEach((item, n) => { item.hidden = Math.floor(n / room) !== at; });
  pager.querySelector("[data-page]").textContent = `${at + 1} / ${pages}`;
  pager.dataset.pages = pages;
}

function turnPage(key) {
  const pager = key.closest("[data-pager]");
  const list = document.getElementById(pager.dataset.pager);
  const pages = Number(pager.dataset.pages);
  page.set(list.id, ((page.get(list.id) ?? 0) + Number(key.dataset.turn) + pages) % pages);
  fit(list);
}

const fitAll = (part = document) => part.querySelectorAll("[data-paged]").forEach(fit);
afterPatch((part) => fitAll(part));
window.addEventListener("resize", () => fitAll());
