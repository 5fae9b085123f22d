// What moves between two messages of the gateway: a curtain's place, counted from when it began.
//
//   data-travel='{"from", "to", "began": <ms>, "rate": <percent a second>}'   on its tile; inside:
//   data-place (the number), [type=range] (its place), data-cloth="left|right|down" (the drawing)

import { afterPatch, gatewayNow } from "./live.js";
import { isHeld } from "./morph.js";

const SHUT = 1.25; // the drawing's units for one percent of cloth

function at({ from, to, began, rate }) {
  const place = from + (rate * Math.max(0, gatewayNow() - began)) / 1000;
  return rate > 0 ? Math.min(place, to) : Math.max(place, to);
}

function draw(cloth, place) {
  const shut = 100 - place;
  if (cloth.dataset.cloth === "down") return cloth.setAttribute("height", 4 + 1.24 * shut);
  cloth.setAttribute("width", 24 + SHUT * shut);
  if (cloth.dataset.cloth === "right") cloth.setAttribute("x", 286 - SHUT * shut);
}

function move(part = document) {
  for (const tile of part.querySelectorAll("[data-travel]")) {
    const place = at(JSON.parse(tile.dataset.travel));
    for (const cloth of tile.querySelectorAll("[data-cloth]")) draw(cloth, place);
    const slider = tile.querySelector("[type=range]");
    if (slider && isHeld(slider)) continue;
    if (slider) slider.value = Math.round(place);
    const number = tile.querySelector("[data-place]");
    if (number && number.textContent !== String(Math.round(place))) number.textContent = Math.round(place);
  }
}

afterPatch(move);
setInterval(move, 250);
