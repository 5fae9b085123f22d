// Facilities: a place that is tapped opens its card; work begins with a reason; links lead to a card.
//
//   data-place="<kind>:<id>"   opens the card in <dialog id="place" data-url="…/KIND/WHICH/card">
//   <form data-work="<url>" data-scope="…"> with keys data-for="1h|2h|morning|until"

import { morph } from "./morph.js";
import { say, tap } from "./press.js";

const dialog = () => document.getElementById("place");
const body = () => document.getElementById("place-body");
const urlOf = (place) => {
  const [kind, ...id] = place.split(":");
  return dialog().dataset.url.replace("KIND", encodeURIComponent(kind)).replace("WHICH", encodeURIComponent(id.join(":")));
};

/** Show the card of a place; `live.js` reads it again when the office changed. */
async function open(place) {
  const url = urlOf(place);
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return location.reload();
    const html = await answer.text();
    if (body().dataset.follow !== url) body().textContent = "";
    body().dataset.follow = url;
    morph(body(), html);
  } catch {
    return say(document.getElementById("words").dataset.busy);
  }
  history.replaceState(null, "", `#${place}`);
  if (!dialog().open) dialog().showModal();
  dialog().scrollTop = 0;
}

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-place]");
  if (place && dialog() && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(place.dataset.place);
  }
  if (event.target === dialog()) dialog().close(); // the scrim
  const key = event.target.closest("[data-work] [data-for]");
  if (key) begin(key);
});

function begin(key) {
  const form = key.closest("[data-work]");
  const more = key.dataset.for === "until" ? { until: form.elements.until.value } : { for: key.dataset.for };
  if (more.until === "") return form.elements.until.focus();
  tap(key, form.dataset.work, { scope: form.dataset.scope, reason: form.elements.reason.value.trim(), ...more });
}

document.addEventListener("submit", (event) => { if (event.target.matches("[data-work]")) event.preventDefault(); });
document.addEventListener("close", (event) => {
  if (event.target !== dialog()) return;
  delete body().dataset.follow;
  history.replaceState(null, "", location.pathname + location.search);
}, true);

// A link of an alert or another page: the card is there at once.
const linked = () => /^#(room|zone):[a-z0-9_-]+$/.test(location.hash) && dialog() && open(location.hash.slice(1));
window.addEventListener("hashchange", linked);
linked();

