// The kiosk's own number pad: number, then PIN. Nothing of it is stored, and it empties itself.

import { afterPatch } from "./live.js";
import { post } from "./press.js";

const EMPTY_MS = 30000;
const LONGEST = { number: 12, pin: 10 };

let typed = { number: "", pin: "" };
let step = "number";
let timer = null;

const dialog = () => document.getElementById("sign-in");

function draw() {
  const box = dialog();
  if (!box) return;
  box.querySelector("[data-field=number]").textContent = typed.number;
  box.querySelector("[data-field=pin]").textContent = "●".repeat(typed.pin.length);
  for (const name of ["number", "pin"]) {
    box.querySelector(`[data-step="${name}"]`).classList.toggle("on", step === name);
  }
  box.querySelector("[data-pad=next]").hidden = step === "pin";
  box.querySelector("[data-pad=go]").hidden = step !== "pin";
  box.querySelector("[data-pad=next]").disabled = !typed.number;
  box.querySelector("[data-pad=go]").disabled = typed.pin.length < 6;
}

function clear() {
  typed = { number: "", pin: "" };
  step = "number";
  const words = dialog()?.querySelector("[data-words]");
  if (words) words.hidden = true;
  draw();
}

function wake() {
  clearTimeout(timer);
  timer = setTimeout(() => dialog()?.close(), EMPTY_MS);
}

async function go() {
  const box = dialog();
  const button = box.querySelector("[data-pad=go]");
  if (button.disabled) return;
  button.dataset.state = "asked";
  const answer = await post(box.dataset.post, { number: typed.number, pin: typed.pin });
  delete button.dataset.state;
  if (answer.ok) return box.close();
  typed.pin = "";
  const words = box.querySelector("[data-words]");
  words.querySelector("span").textContent = answer.text;
  words.hidden = false;
  draw();
}

function type(what) {
  wake();
  if (/^\d$/.test(what) && typed[step].length < LONGEST[step]) typed[step] += what;
  if (what === "back") typed[step] = typed[step].slice(0, -1);
  if (what === "next" && typed.number) step = "pin";
  if (what === "number" || what === "pin") step = what;
  if (what === "go") return go();
  draw();
}

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-pad]");
  if (key && dialog()?.contains(key)) type(key.dataset.pad);
  if (event.target.closest('[data-open="sign-in"]')) { clear(); wake(); }
});
document.addEventListener("keydown", (event) => {
  if (!dialog()?.open) return;
  if (/^\d$/.test(event.key)) type(event.key);
  else if (event.key === "Backspace") type("back");
  else if (event.key === "Enter" && event.target.dataset?.pad === undefined) type(step === "number" ? "next" : "go");
});
document.addEventListener("close", (event) => { if (event.target === dialog()) clear(); }, true);

// A tap at the reader comes first: the pad makes room for it.
afterPatch((part) => {
  if (part.querySelector("[data-mode]:not([data-mode=idle])") && dialog()?.open) dialog().close();
});
