// A scanner that types (a keyboard wedge): six digits, one after the other at once, then Enter.
//
// It types wherever the focus is; what it left in a field is taken out again. People type more slowly.

const DIGITS = 6;
const APART_MS = 100;

let typed = "";
let last = 0;

/** Call back with each code that is scanned, or (where `slow()`) typed on a real keyboard. */
export function onScan(scanned, slow = () => false) {
  document.addEventListener("keydown", (event) => {
    const isNext = event.timeStamp - last <= APART_MS || slow();
    last = event.timeStamp;
    if (/^\d$/.test(event.key)) { typed = (isNext ? typed : "") + event.key; return; }
    const code = typed;
    typed = "";
    if (event.key !== "Enter" || !isNext || code.length !== DIGITS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wipe(event.target, code);
    scanned(code);
  }, true);
}

function wipe(field, code) {
  if (field.nodeName !== "INPUT" || !field.value.endsWith(code)) return;
  field.value = field.value.slice(0, -code.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
