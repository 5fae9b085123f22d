// Touches of the roll-call until the gateway has them: on this phone, in order, across a reload.
//
// Each has a mark of its own, so that sent twice it counts once, and says how long ago it was made
// by this phone's clock. Names are not kept. There is no service worker: browsers allow one over
// HTTPS only, and an office's own network is mostly without.

const STORE = "rollcall.touches";
const KEPT_MS = 12 * 3600e3;
const ANSWER_MS = 5000;
const AGAIN_MS = 1500;
const SHOWN_MS = 3000; // between the gateway's answer and the list that shows it

let mine = { who: "", url: "", changed: () => {}, late: () => {}, said: () => {} };
let inMemory = []; // for a browser that keeps nothing
let sent = new Map(); // line -> {choice, until}: taken, and not on the list yet
let sending = false;
let again = null;

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(kept) ? kept.filter((touch) => Date.now() - touch.at < KEPT_MS) : [];
  } catch { return inMemory; }
}

function write(touches) {
  inMemory = touches;
  try {
    if (touches.length) localStorage.setItem(STORE, JSON.stringify(touches));
    else localStorage.removeItem(STORE);
  } catch { /* in memory, then */ }
}

const drop = (touch) => write(read().filter((one) => one.touch !== touch.touch));
const own = () => read().filter((touch) => touch.who === mine.who);

/** Begin: who touches here, where it is sent, and who is told what. */
export function begin(told) {
  mine = told;
  for (const back of ["online", "pageshow"]) window.addEventListener(back, flush);
  document.addEventListener("visibilitychange", flush);
  window.addEventListener("storage", (event) => { if (event.key === STORE) mine.changed(); });
  flush();
}

/** What is shown of lines instead of what the list says: line -> {choice, at, waits}. */
export function shown() {
  const now = Date.now();
  const lines = new Map();
  for (const [line, { choice, until }] of sent) if (until > now) lines.set(line, { choice, at: now, waits: false });
  for (const { line, choice, at } of own()) lines.set(line, { choice, at, waits: true });
  return lines;
}

/** Keep a touch, show it, send it as soon as that is possible. */
export function touch(rollcall, line, choice) {
  const id = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  write([...read(), { touch: id, rollcall, line, choice, at: Date.now(), who: mine.who }]);
  mine.changed();
  flush();
}

/** Send what waits, one after the other; what cannot go now is tried again. */
export async function flush() {
  if (sending) return;
  sending = true;
  clearTimeout(again);
  try {
    for (let next = own()[0]; next; next = own()[0]) {
      const answer = await send(next);
      if (!answer) { again = setTimeout(flush, AGAIN_MS); return; }
      drop(next);
      if (answer.ok && answer.code !== "superseded") sent.set(next.line, { choice: next.choice, until: Date.now() + SHOWN_MS });
      else sent.delete(next.line);
      if (answer.code === "too_late") mine.late(next.line);
      else if (!answer.ok || answer.code === "superseded") mine.said(answer);
      mine.changed();
    }
  } finally { sending = false; }
  setTimeout(mine.changed, SHOWN_MS + 50);
}

/** Post one; null: it may not have come, so it stays. */
async function send({ rollcall, line, choice, touch: id, at }) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_MS);
  try {
    const answer = await fetch(mine.url, {
      method: "POST",
      signal: stop.signal,
      headers: {
        "Content-Type": "application/json", Accept: "application/json", "X-Requested-With": "fetch",
        "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
      },
      body: JSON.stringify({ rollcall, line, choice, touch: id, age_s: Math.max(0, (Date.now() - at) / 1000) }),
    });
    if (answer.status >= 500 || answer.status === 429) return null;
    const said = await answer.json();
    if (answer.status === 401 || said.code === "csrf") { location.reload(); return null; }
    return { ok: answer.ok && said.ok !== false, code: said.code, text: said.text ?? said.detail };
  } catch { return null; } finally { clearTimeout(timer); }
}
