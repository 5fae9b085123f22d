// The keyboard on the glass: writes into the field that was touched last.

let field = null;
let capital = true;

/** Give the keys a field of their own to write to. */
export function writeTo(input) {
  field = input;
  for (const place of document.querySelectorAll(".v-field")) place.classList.toggle("on", place.contains(input));
  capital = !input.value;
  shift();
}

function shift() {
  for (const key of document.querySelectorAll('.kb [data-key="shift"]')) key.setAttribute("aria-pressed", String(capital));
  for (const key of document.querySelectorAll(".kb .key"))
    if (/^[a-z]$/.test(key.dataset.key)) key.textContent = capital ? key.dataset.key.toUpperCase() : key.dataset.key;
}

document.addEventListener("focusin", (event) => { if (event.target.matches("input[data-field]")) writeTo(event.target); });
document.addEventListener("pointerdown", (event) => { if (event.target.closest(".kb")) event.preventDefault(); });
document.addEventListener("click", (event) => {
  const key = event.target.closest(".kb [data-key]");
  if (!key || !field) return;
  const what = key.dataset.key;
  if (what === "shift") { capital = !capital; return shift(); }
  if (what === "clear") field.value = "";
  else if (what === "back") field.value = field.value.slice(0, -1);
  else if (field.value.length < field.maxLength) field.value += capital ? what.toUpperCase() : what;
  capital = /(^|\s)$/.test(field.value) && field.dataset.field !== "typed";
  shift();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
