// A visitor registers: who, whom, consent. What is typed is kept in this page only, and goes with it.

import { writeTo } from "./keyboard.js";
import { onScan } from "./scan.js";

const IDLE_MS = 60000;
const root = document.querySelector(".visit");
const said = root.querySelector("[data-words]").dataset;
const MOST = 50;
const DIGITS = 6;
const before = { host: "who", out: "who", code: "who" };
let step = "who";
let count = 1;
let host = null;
let asked = 0;
let busy = false;
let typed = "";
let code = "";
let until = 0;

const $ = (what) => root.querySelector(what);
const value = (name) => $(`[data-field="${name}"]`).value.trim();

async function post(url, body) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json", Accept: "application/json", "X-Requested-With": "fetch",
        "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
      },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    return { ok: answer.ok && told.ok !== false, code: told.code, text: told.text ?? told.detail, data: told.data };
  } catch {
    return { ok: false, text: said.busy };
  }
}

function tell(text) {
  const place = $("[data-says]");
  place.hidden = !text;
  place.querySelector("span").textContent = text ?? "";
}

function go(to) {
  step = to;
  root.dataset.step = to;
  tell("");
  for (const part of root.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(to);
  const order = ["who", "host", "consent"];
  for (const mark of root.querySelectorAll("[data-at]")) {
    const place = order.indexOf(mark.dataset.at) - order.indexOf(to);
    mark.classList.toggle("past", place < 0);
    if (place === 0) mark.setAttribute("aria-current", "step"); else mark.removeAttribute("aria-current");
  }
  typed = "";
  draw();
  const first = root.querySelector(`section[data-for="${to}"] input`);
  if (first) { first.focus(); writeTo(first); }
  if (to === "host") search();
}

function draw() {
  $('[data-go="host"]').disabled = !value("name");
  $("[data-sign-out]").disabled = !value("out");
  $("[data-count]").textContent = count;
  for (const told of root.querySelectorAll("[data-told]")) told.textContent = told.dataset.told === "count" ? count : value(told.dataset.told);
  $('[data-has="company"]').hidden = !value("company");
  $("[data-host-name]").textContent = host?.name ?? "";
  const expects = $("[data-expects]");
  expects.hidden = !code;
  expects.querySelector("span").textContent = code ? said.waits.replace("{name}", host.name) + (host.at ? ` · ${host.at}` : "") : "";
  for (const [n, place] of [...$("[data-digits-typed]").children].entries()) place.textContent = typed[n] ?? "";
}

/** Ask whose code it is; what the host has noted is filled in, and may be changed. */
async function lookUp(digits) {
  if (busy || performance.now() < until) return;
  busy = true;
  const answer = await post(root.dataset.code, { code: digits });
  busy = false;
  typed = "";
  if (!answer.ok) {
    if (answer.code === "code_wait") rest(answer.data.wait_s);
    draw();
    return tell(answer.text);
  }
  code = digits;
  host = { ...answer.data.host, at: answer.data.at };
  $('[data-field="name"]').value = answer.data.name;
  $('[data-field="company"]').value = answer.data.company;
  count = answer.data.count;
  go("consent");
}

/** Take no code for a while. */
function rest(seconds) {
  until = performance.now() + 1000 * seconds;
  const keys = root.querySelectorAll(".v-code [data-pad]");
  for (const key of keys) key.disabled = true;
  setTimeout(() => { for (const key of keys) key.disabled = false; if (step === "code") tell(""); }, 1000 * seconds);
}

function pad(what) {
  if (what === "back") typed = typed.slice(0, -1);
  else if (what === "clear") typed = "";
  else if (typed.length < DIGITS) typed += what;
  tell("");
  draw();
  if (typed.length === DIGITS) lookUp(typed);
}

/** Ask who fits what is typed; an older answer that comes later is not shown. */
async function search() {
  const mine = ++asked;
  const typed = value("typed");
  const answer = await post(root.dataset.hosts, { typed, name: value("name") });
  if (mine !== asked || step !== "host") return;
  if (!answer.ok) return tell(answer.text);
  const { hosts, more } = answer.data;
  tell(more && !hosts.length ? said.nobody : "");
  $("[data-found]").replaceChildren(...hosts.map(card));
}

function card(one) {
  const item = document.createElement("li");
  const key = document.createElement("button");
  key.type = "button";
  key.className = "btn start";
  const plate = Object.assign(document.createElement("span"), { className: "plate s quiet", textContent: one.name.slice(0, 1) });
  plate.ariaHidden = "true";
  const words = document.createElement("span");
  words.append(one.name);
  if (one.team) words.append(Object.assign(document.createElement("small"), { textContent: one.team }));
  const mark = Object.assign(document.createElement("span"), { className: `tag plain ${one.expected ? "ok" : one.tone}` });
  mark.innerHTML = `<svg class="i" aria-hidden="true"><use href="${document.body.dataset.icons}#i-${one.expected ? "calendar" : one.icon}"/></svg><span></span>`;
  mark.lastElementChild.textContent = one.expected ? said.expected : one.word;
  words.append(mark);
  key.append(plate, words);
  key.addEventListener("click", () => { host = one; code = ""; go("consent"); });
  item.append(key);
  return item;
}

async function register() {
  if (busy) return;
  busy = true;
  $("[data-agree]").dataset.state = "asked";
  const answer = await post(root.dataset.register, {
    arrival: root.dataset.arrival, name: value("name"), company: value("company"), count,
    host: host.id, expected: host.expected, code, consents: true,
  });
  busy = false;
  delete $("[data-agree]").dataset.state;
  if (answer.ok) location.replace(answer.data.url);
  else tell(answer.text);
}

async function signOut() {
  if (busy) return;
  busy = true;
  const answer = await post(root.dataset.out, { typed: value("out") });
  busy = false;
  if (!answer.ok) return tell(answer.text);
  const place = $("[data-says]");
  tell(answer.text);
  place.className = "note ok";
  setTimeout(home, 4000);
}

/** One step back; who has a code may change what was noted, and has no host to look for. */
function back() {
  if (step === "consent") return go(code ? "who" : "host");
  return before[step] ? go(before[step]) : home();
}

const home = () => location.replace(document.body.dataset.home);

root.addEventListener("click", (event) => {
  const key = event.target.closest("button");
  if (!key) return;
  if ("back" in key.dataset) return back();
  if (key.dataset.pad) return pad(key.dataset.pad);
  if ("disagree" in key.dataset) return home();
  if (key.dataset.go) return go(code && key.dataset.go === "host" ? "consent" : key.dataset.go);
  if ("more" in key.dataset) count = Math.min(MOST, count + 1);
  if ("less" in key.dataset) count = Math.max(1, count - 1);
  if ("agree" in key.dataset) return register();
  if ("signOut" in key.dataset) return signOut();
  draw();
});
let soon = null;
root.addEventListener("input", (event) => {
  draw();
  if (event.target.dataset.field !== "typed") return;
  clearTimeout(soon);
  soon = setTimeout(search, 150);
});
root.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.nodeName !== "INPUT") return;
  if (step === "who" && value("name")) go("host");
  if (step === "out" && value("out")) signOut();
});

document.addEventListener("keydown", (event) => {
  if (step !== "code" || event.target.nodeName === "INPUT") return;
  if (/^\d$/.test(event.key)) pad(event.key);
  else if (event.key === "Backspace") pad("back");
});
// On the page of the code its own keys have taken the digits already.
onScan((digits) => {
  if (step === "code" || busy || digits === code) return;
  go("code");
  lookUp(digits);
});

// Nobody's name stays on the glass.
let timer = null;
function wake() { clearTimeout(timer); timer = setTimeout(home, IDLE_MS); }
for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, wake);
wake();
go("who");
const scanned = sessionStorage.getItem("scanned");
sessionStorage.removeItem("scanned");
if (scanned) { go("code"); lookUp(scanned); }
