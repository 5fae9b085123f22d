// Puts new HTML into a part of the page without destroying what a finger is on.
//
// Elements are matched by `data-key` or `id`, else by place and name. Left alone are:
// what is held (see `held`), the children and drawing of `data-own` elements (a clock that
// the browser moves), `open` of a dialog or of details, and the chosen state of `data-choice` keys.

const held = new Set();

/** Mark an element as under a finger; it is not changed until it is let go. */
export function hold(element) { held.add(element); }

/** Let go; returns whether it was held. */
export function letGo(element) { return held.delete(element); }

/** Whether anything inside an element is held. */
export function isHeld(element) {
  for (const one of held) if (element === one || element.contains(one)) return true;
  return false;
}

/** Make the children of `into` those of the HTML. */
export function morph(into, html) {
  const wanted = document.createElement("template");
  wanted.innerHTML = html;
  children(into, wanted.content);
}

const keyOf = (node) => (node.nodeType === 1 ? node.dataset.key || node.id || null : null);
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function children(into, wanted) {
  let here = into.firstChild;
  for (const next of [...wanted.childNodes]) {
    let match = here;
    if (!here || !alike(here, next)) match = find(here, next);
    if (!match) {
      into.insertBefore(next, here);
      continue;
    }
    if (match !== here) into.insertBefore(match, here);
    else here = here.nextSibling;
    one(match, next);
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    if (gone.nodeType !== 1 || !isHeld(gone)) gone.remove();
  }
}

function find(from, wanted) {
  const key = keyOf(wanted);
  for (let node = from; node; node = node.nextSibling) {
    if (alike(node, wanted) && (key !== null || node.nodeType === 1)) return node;
  }
  return null;
}

function one(old, wanted) {
  if (old.nodeType !== 1) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue;
    return;
  }
  if (held.has(old)) return;
  const own = "own" in old.dataset && "own" in wanted.dataset;
  attributes(old, wanted, own);
  if (!own) children(old, wanted);
}

function attributes(old, wanted, own) {
  const mine = (name) =>
    (own && !name.startsWith("data-")) ||
    (name === "open" && /^(DIALOG|DETAILS)$/.test(old.nodeName)) ||
    ("choice" in old.dataset && (name === "aria-pressed" || name === "aria-checked"));
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && !mine(name)) old.removeAttribute(name);
  }
  for (const { name, value } of [...wanted.attributes]) {
    if (mine(name) || old.getAttribute(name) === value) continue;
    old.setAttribute(name, value);
    if (name === "value" && old !== document.activeElement) old.value = value;
  }
  if (old.nodeName === "OPTION" && old.selected !== wanted.hasAttribute("selected")) {
    old.selected = wanted.hasAttribute("selected");
  }
  if (old.type === "range" && old.value !== wanted.getAttribute("value")) {
    old.value = wanted.getAttribute("value");
  }
}
