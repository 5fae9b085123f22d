// What moves with the time between two messages of the gateway: clocks, seconds left, rings,
// and names that are put away. The gateway says when; the browser only counts.
//
//   data-clock            the time of day
//   data-left="<ms>"      seconds left (`data-as="m:ss"` for minutes)
//   data-ring="<ms>" data-total="<s>"   a ring that empties
//   data-fold="<ms>"      emptied and hidden then;  data-unfold="<ms>"  shown then

import { afterPatch, gatewayClock, gatewayNow } from "./live.js";

const say = (element, text) => { if (element.textContent !== text) element.textContent = text; };

function left(element) {
  const seconds = Math.max(0, Math.ceil((Number(element.dataset.left) - gatewayNow()) / 1000));
  if (element.dataset.as !== "m:ss") return String(seconds);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Bring every moving thing in a part of the page up to now. */
export function tick(part = document) {
  const now = gatewayNow();
  for (const clock of part.querySelectorAll("[data-clock]")) say(clock, gatewayClock());
  for (const words of part.querySelectorAll("[data-left]")) say(words, left(words));
  for (const ring of part.querySelectorAll("[data-ring]")) {
    const share = (Number(ring.dataset.ring) - now) / (Number(ring.dataset.total) * 10);
    ring.setAttribute("stroke-dasharray", `${Math.max(0, Math.min(100, share)).toFixed(1)} 100`);
  }
  for (const name of part.querySelectorAll("[data-fold]")) {
    if (now >= Number(name.dataset.fold)) { name.textContent = ""; name.hidden = true; }
  }
  for (const words of part.querySelectorAll("[data-unfold]")) {
    words.hidden = now < Number(words.dataset.unfold);
  }
  for (const tone of part.querySelectorAll("[data-quiet]")) {
    if (now >= Number(tone.dataset.quiet)) tone.classList.replace(tone.dataset.tone, "plainv");
  }
}

afterPatch((part) => tick(part));
setInterval(tick, 250);
