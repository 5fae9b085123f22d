// The number pad: at the kiosk number, then PIN; at a locked panel the PIN. Nothing of it is stored,
// and it empties itself.
//
//   <dialog data-pads="number pin" data-post="<url>" [data-body='{"level": 1}'] [data-shortest="6"]>

import { afterPatch } from "./live.js";
import { post } from "./press.js";

const EMPTY_MS = 30000;
const LONGEST = { number: 12, pin: 10 };

let typed = { number: "", pin: "" };
let step = "number";
let timer = null;

const dialog = () => document.querySelector("dialog[data-pads][open]") ?? document.querySelector("dialog[data-pads]");
const fields = (box) => box.dataset.pads.split(" ");

function draw() {
  const box = dialog();
  if (!box) return;
  for (const name of fields(box)) {
    box.querySelector(`[data-field="${name}"]`).textContent = name === "pin" ? "●".repeat(typed.pin.length) : typed[name];
    box.querySelector(`[data-step="${name}"]`).classList.toggle("on", step === name);
  }
  const next = box.querySelector("[data-pad=next]");
  if (next) { next.hidden = step === "pin"; next.disabled = !typed.number; }
  box.querySelector("[data-pad=go]").hidden = step !== "pin";
  box.querySelector("[data-pad=go]").disabled = typed.pin.length < Number(box.dataset.shortest ?? 6);
}

function clear(box = dialog()) {
  typed = { number: "", pin: "" };
  if (!box) return;
  [step] = fields(box);
  box.querySelector("[data-words]").hidden = true;
  draw();
}

/** Empty a pad that is about to be shown. */
export function fresh(box) {
  clear(box);
  wake();
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
  const answer = await post(box.dataset.post, {
    ...JSON.parse(box.dataset.body || "{}"),
    ...Object.fromEntries(fields(box).map((name) => [name, typed[name]])),
  });
  delete button.dataset.state;
  if (answer.ok) {
    box.close();
    return box.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
  }
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
  if (fields(dialog()).includes(what)) step = what;
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
document.addEventListener("close", (event) => { if (event.target.matches?.("dialog[data-pads]")) clear(event.target); }, true);

// A tap at the reader comes first: the pad makes room for it.
afterPatch((part) => {
  if (part.querySelector("[data-mode]:not([data-mode=idle])") && dialog()?.open) dialog().close();
});
