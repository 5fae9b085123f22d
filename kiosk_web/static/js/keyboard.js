// The keyboard on the glass: writes into the field that was touched last.
//
//   <input data-field data-pinyin="name|text">   takes characters by pinyin too
//
// Letters stand in the field as they are typed. While pinyin is on, the last of them may be taken as
// characters: `composing` is the end of the field, and the row above the letters says what it may be.

let field = null;
let capital = true;
let pinyin = document.documentElement.lang.startsWith("zh");
let composing = "";
let found = [];
let pages = [0];
let engine = null;
let isOwn = false;

const every = (what) => document.querySelectorAll(what);
const takesPinyin = () => Boolean(field?.dataset.pinyin);

/** Give the keys a field of their own to write to. */
export function writeTo(input) {
  if (input !== field) composing = "";
  field = input;
  for (const place of every(".v-field")) place.classList.toggle("on", place.contains(input));
  capital = !input.value && !(pinyin && takesPinyin());
  draw();
}

function draw() {
  for (const key of every('.kb [data-key="shift"]')) key.setAttribute("aria-pressed", String(capital));
  for (const key of every('.kb [data-key="pinyin"]')) {
    key.setAttribute("aria-pressed", String(pinyin && takesPinyin()));
    key.disabled = !takesPinyin();
  }
  for (const key of every(".kb .key"))
    if (/^[a-z]$/.test(key.dataset.key)) key.textContent = capital ? key.dataset.key.toUpperCase() : key.dataset.key;
  offer();
}

/** Work out what the letters may be; the table is loaded once somebody needs it. */
function offer() {
  if (pinyin && takesPinyin() && !engine) {
    import("./pinyin.js").then((module) => { engine = module; offer(); });
  }
  const before = field?.value.slice(0, field.value.length - composing.length) ?? "";
  found = composing && engine ? engine.candidates(composing, field.dataset.pinyin, before.trim()) : [];
  pages = [0];
  turn();
}

/** Show as many as fit beside each other. */
function turn() {
  for (const picks of every("[data-picks]")) {
    picks.hidden = !found.length;
    picks.parentElement.querySelector("[data-digits]").hidden = Boolean(found.length);
    if (!found.length) continue;
    picks.querySelector('[data-turn="back"]').hidden = pages.length < 2;
    const row = picks.querySelector("[data-row]");
    row.replaceChildren();
    let at = pages.at(-1);
    for (; at < found.length; at += 1) {
      row.append(pick(at));
      if (row.scrollWidth > row.clientWidth && row.children.length > 1) { row.lastChild.remove(); break; }
    }
    row.dataset.next = at;
    picks.querySelector('[data-turn="on"]').disabled = at >= found.length;
  }
}

function pick(at) {
  const key = document.createElement("button");
  key.type = "button";
  key.className = "key";
  key.tabIndex = -1;
  key.lang = "zh-CN";
  key.dataset.pick = at;
  key.textContent = found[at].text;
  return key;
}

/** Take characters in the place of the letters that they stand for. */
function take(at) {
  const { text, used } = found[at];
  const before = field.value.slice(0, field.value.length - composing.length);
  if (before.length + text.length > field.maxLength) return;
  composing = composing.slice(used);
  write(`${before}${text}${composing}`);
}

function write(value) {
  field.value = value;
  isOwn = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  isOwn = false;
  draw();
}

function press(what) {
  if (what === "shift") { capital = !capital; return draw(); }
  if (what === "pinyin") { pinyin = !pinyin; composing = ""; capital = false; return draw(); }
  if (what === "clear") { composing = ""; capital = !(pinyin && takesPinyin()); return write(""); }
  if (what === "back") { composing = composing.slice(0, -1); return write([...field.value].slice(0, -1).join("")); }
  if (what === " " && found.length) return take(pages.at(-1));
  if (field.value.length >= field.maxLength) return;
  const composes = pinyin && takesPinyin() && !capital && /^[a-z]$/.test(what);
  composing = composes ? composing + what : "";
  const value = field.value + (capital ? what.toUpperCase() : what);
  capital = !pinyin && /(^|\s)$/.test(value) && field.dataset.field !== "typed";
  write(value);
}

document.addEventListener("focusin", (event) => { if (event.target.matches("input[data-field]")) writeTo(event.target); });
document.addEventListener("pointerdown", (event) => { if (event.target.closest(".kb")) event.preventDefault(); });
// Keys of a real keyboard, or a field that was emptied: what is there now are just letters.
document.addEventListener("input", (event) => { if (!isOwn && event.target === field) { composing = ""; offer(); } });
document.addEventListener("click", (event) => {
  const key = event.target.closest(".kb button");
  if (!key || !field) return;
  if (key.dataset.pick) return take(Number(key.dataset.pick));
  if (key.dataset.turn === "on") pages.push(Number(key.closest("[data-picks]").querySelector("[data-row]").dataset.next));
  if (key.dataset.turn === "back") pages.pop();
  if (key.dataset.turn) return turn();
  press(key.dataset.key);
});
