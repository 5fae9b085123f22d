// The number pad: at the kiosk number, then PIN; at a locked panel the PIN. Nothing of it is stored,
// and it empties itself.
//
//   <dialog data-pads="number pin" data-post="<url>" [data-body='{"level": 1}'] [data-shortest="6"]>
//   data-until="<ms>" on it     takes nothing until then, and counts down in `data-wait`
//   data-witness="<url>" on it  where the number alone goes, by the key `data-pad="witness"`

import { tick } from "./countdown.js";
import { afterPatch, gatewayNow } from "./live.js";
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
  const witness = box.querySelector("[data-pad=witness]");
  if (witness) witness.disabled = !typed.number;
  box.querySelector("[data-pad=go]").hidden = step !== "pin";
  box.querySelector("[data-pad=go]").disabled = typed.pin.length < Number(box.dataset.shortest ?? 6);
  tell(box);
  rest(box);
}

/** Say how much of a PIN is typed, to whoever does not see the dots. */
function tell(box) {
  const said = box.querySelector("[data-typed]");
  const n = typed.pin.length;
  const words = n ? (n === 1 ? said.dataset.one : said.dataset.many).replace("{n}", n) : "";
  if (said.textContent !== words) said.textContent = words;
}

const isWaiting = (box) => Number(box.dataset.until ?? 0) > gatewayNow();

/** Show a pad that takes no PIN now, and how long; say once when it does again. */
function rest(box) {
  const place = box.querySelector("[data-wait]");
  if (!place) return;
  const waits = isWaiting(box);
  const over = !waits && !place.hidden;
  place.hidden = !waits;
  box.querySelector("[data-words]").classList.toggle("sr", waits);
  if (waits) place.querySelector("[data-left]").dataset.left = box.dataset.until;
  if (waits) tick(place);
  for (const key of box.querySelectorAll("[data-pad]")) {
    if (waits) key.setAttribute("aria-disabled", "true");
    else key.removeAttribute("aria-disabled");
  }
  const again = box.querySelector("[data-again]");
  if (waits) again.textContent = "";
  if (over) {
    again.textContent = again.dataset.say;
    box.querySelector("[data-words]").hidden = true;
  }
}

setInterval(() => { if (dialog()?.open) rest(dialog()); }, 250);

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

/** Post what is typed: all of it, or the number alone for a witness. */
async function go(what = "go") {
  const box = dialog();
  const button = box.querySelector(`[data-pad=${what}]`);
  if (button.disabled) return;
  button.dataset.state = "asked";
  const names = what === "witness" ? ["number"] : fields(box);
  const answer = await post(what === "witness" ? box.dataset.witness : box.dataset.post, {
    ...JSON.parse(box.dataset.body || "{}"),
    ...Object.fromEntries(names.map((name) => [name, typed[name]])),
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
  if (answer.code === "pin_wait") box.dataset.until = gatewayNow() + 1000 * (answer.data?.wait_s ?? 0);
  draw();
}

function type(what) {
  wake();
  if (isWaiting(dialog())) return;
  if (/^\d$/.test(what) && typed[step].length < LONGEST[step]) typed[step] += what;
  if (what === "back") typed[step] = typed[step].slice(0, -1);
  if (what === "next" && typed.number) step = "pin";
  if (fields(dialog()).includes(what)) step = what;
  if (what === "go" || what === "witness") return go(what);
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
