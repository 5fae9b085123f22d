// The form that reports a fault: one thing, one trouble, and words of one's own.

import { post, say } from "./press.js";

const form = () => document.getElementById("fault");
const chosen = (group) => form().querySelector(`[data-choice="${group}"][aria-pressed="true"]`)?.dataset.value;
const words = () => form().querySelector("[data-field=words]");

function ready() {
  const told = chosen("text") || words().value.trim();
  form().querySelector("[data-report]").disabled = !(chosen("channel") || told);
}

function empty() {
  for (const key of form().querySelectorAll("[data-choice]")) key.setAttribute("aria-pressed", "false");
  words().value = "";
  ready();
}

async function report(key) {
  key.dataset.state = "asked";
  const text = [chosen("text"), words().value.trim()].filter(Boolean).join(form().dataset.comma);
  const answer = await post(form().dataset.post, { channel: chosen("channel") ?? "", text });
  delete key.dataset.state;
  if (answer.ok) form().close();
  say(answer.text, answer.ok ? "ok" : "bad");
}

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-open="fault"]')) empty();
  const key = event.target.closest("[data-report]");
  if (key && !key.disabled) report(key);
  else if (event.target.closest("#fault [data-choice]")) setTimeout(ready);
});
document.addEventListener("input", (event) => { if (event.target.matches("#fault [data-field=words]")) ready(); });
