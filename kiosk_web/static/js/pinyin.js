// Pinyin to characters, for the keyboard on the glass: names and companies, no whole language.
// Works out everything here, from one table that is loaded with the first page that needs it.
//
// A name is a surname and one or two characters: each has a weight (how common it is), and what
// fits the letters best comes first. A text is words, then characters. What is typed may be cut
// into syllables in several ways (xian: xian, xi'an); a syllable may be cut short (wf: wang fang).

import { GIVEN, PAIRS, SINGLE, SURNAMES, TABLE, WORDS } from "./pinyin_table.js";

const LONGEST = 48;
const CUTS = 4;
const MOST = 24;
const BEFORE = 5;
const FIRSTS = ["zh", "ch", "sh", ..."bpmfdtnlgkhjqxrzcsyw"];
const HAN = /^\p{Script=Han}+$/u;

/** `wang王 li李` as pairs of syllables and word. */
const entries = (text) => text.split(" ").map((one) => {
  const [, said, word] = one.match(/^([a-z']+)(.+)$/);
  return { said: said.split("'"), word };
});

const table = new Map(entries(TABLE).map(({ said, word }) => [said[0], [...word]]));
const also = { lyu: "lv", nyu: "nv", lyue: "lve", nyue: "nve", lue: "lve", nue: "nve" };
const families = entries(SURNAMES).map((one, n) => ({ ...one, weight: 1 / (n + 4) }));
const pairs = entries(PAIRS).map((one, n) => ({ ...one, weight: 0.004 / (1 + n / 300) }));
const texts = entries(WORDS);
const dictionary = new Map();
for (const one of [...texts, ...pairs]) {
  const [first] = one.said[0];
  if (!dictionary.has(first)) dictionary.set(first, []);
  dictionary.get(first).push(one);
}
const single = new Map([...SINGLE].map((c, n) => [c, 0.25 / (n + 8)]));
const given = new Map([...GIVEN].map((c, n) => [c, 0.17 / (n + 30)]));
const plain = (token) => also[token] ?? token;
const isWhole = (token) => table.has(plain(token));
const prefixes = new Set([...table.keys()].flatMap((one) => [...one].map((_, n) => one.slice(0, n + 1))));

/** Whether a token may stand for a syllable: it is that, or the beginning of it. */
const fits = (token, syllable) => plain(token) === syllable || (!isWhole(token) && syllable.startsWith(token));
/** What may be said with a token: each syllable and its characters. */
const lists = (token) => isWhole(token) ? [table.get(plain(token))] : [...table].filter(([one]) => one.startsWith(token)).map(([, list]) => list);
const fitsAll = (tokens, said) => tokens.length === said.length && tokens.every((one, n) => fits(one, said[n]));

/** The ways to cut letters into syllables, the best first: few short ones, then few at all. */
export function cuts(letters) {
  const end = letters.length;
  const ways = Array.from({ length: end + 1 }, () => []);
  ways[end] = [{ tokens: [], cost: 0 }];
  for (let at = end - 1; at >= 0; at -= 1) {
    const found = [];
    for (let to = at + 1; to <= Math.min(end, at + 6); to += 1) {
      const token = letters.slice(at, to);
      const whole = isWhole(token);
      if (!whole && !FIRSTS.includes(token) && !(to === end && prefixes.has(token))) continue;
      for (const rest of ways[to]) found.push({ tokens: [token, ...rest.tokens], cost: rest.cost + (whole ? 1 : 4) });
    }
    ways[at] = found.sort((a, b) => a.cost - b.cost).slice(0, CUTS);
  }
  return ways[0];
}

/** What a token may be, the frequent first. */
const characters = (token) => isWhole(token) ? lists(token)[0] : lists(token).flatMap((list) => list.slice(0, 3));

/** Characters of given names that fit a token, with their weights. */
function namely(token, weights) {
  const found = lists(token).flatMap((list) => list.map((c, n) => [c, weights.get(c) ?? 0.00002 / (n + 9)]));
  return found.sort((a, b) => b[1] - a[1]).slice(0, 40);
}

/** Given names that fit one or two tokens, with their weights. */
function givens(tokens) {
  if (tokens.length === 1) return namely(tokens[0], single).map(([c, w]) => [c, Math.max(w, (given.get(c) ?? 0) / 9)]);
  if (tokens.length !== 2) return [];
  const listed = pairs.filter(({ said }) => fitsAll(tokens, said)).map(({ word, weight }) => [word, weight]);
  const [one, two] = tokens.map((token) => namely(token, given).slice(0, 12));
  return [...listed, ...one.flatMap(([a, x]) => two.map(([b, y]) => [a + b, x * y]))];
}

/** Whole names: a surname of one or two characters and what is given. */
function names(tokens) {
  const after = [1, 2].map((length) => givens(tokens.slice(length)));
  return surnames(tokens).flatMap(({ said, word, weight }) => after[said.length - 1].map(([name, w]) => [word + name, weight * w]));
}

const best = (found) => [...new Set(found.sort((a, b) => b[1] - a[1]).map(([text]) => text))].slice(0, MOST);

/** The surnames at the beginning of some tokens: how many tokens, and which. */
const surnames = (tokens) => families.filter(({ said }) => fitsAll(tokens.slice(0, said.length), said));

/** Words and characters one after the other, the longest words first: a guess at all of it. */
function guess(tokens) {
  let said = "";
  for (let at = 0; at < tokens.length;) {
    const word = words(tokens.slice(at)).find((one) => one.said.length > 1);
    said += word ? word.word : characters(tokens[at])[0];
    at += word ? word.said.length : 1;
  }
  return said;
}

/** The words that some tokens begin with, the longest first, then the more usual. */
function words(tokens) {
  const found = (dictionary.get(tokens[0][0]) ?? []).filter(({ said }) => fitsAll(tokens.slice(0, said.length), said));
  return found.sort((a, b) => b.said.length - a.said.length);
}

function* named(ways, before) {
  const [{ tokens, cost }] = ways;
  const rest = HAN.test(before);
  if (tokens.length === 1 && !rest) for (const { word } of surnames(tokens)) yield { text: word };
  const whole = ways.filter((way) => way.cost < cost + 3).flatMap((way) => {
    const found = rest ? givens(way.tokens) : names(way.tokens);
    return found.map(([text, weight]) => [text, weight / 8 ** (way.cost - cost)]);
  });
  // After the best, the surname alone: whose name is a rare one goes on character by character.
  const [first, ...more] = rest ? [] : surnames(tokens);
  for (const [n, text] of best(whole).entries()) {
    if (n === BEFORE && first) yield { text: first.word, tokens: first.said.length };
    yield { text };
  }
  if (!rest) for (const { word, said } of [first, ...more].filter(Boolean)) yield { text: word, tokens: said.length };
  else for (const [text] of namely(tokens[0], given)) yield { text, tokens: 1 };
}

function* written(ways) {
  const { tokens } = ways[0];
  const all = words(tokens);
  for (const { word, said } of all) if (said.length === tokens.length) yield { text: word };
  for (const way of ways.slice(1))
    for (const { word, said } of words(way.tokens)) if (said.length === way.tokens.length) yield { text: word };
  if (tokens.length > 1) yield { text: guess(tokens) };
  const more = texts.filter(({ said }) => said.length > tokens.length && fitsAll(tokens, said.slice(0, tokens.length)));
  for (const { word } of more.slice(0, 4)) yield { text: word };
  for (const { word, said } of all) yield { text: word, tokens: said.length };
}

/**
 * What some letters may be, best first.
 * @param {string} letters  small letters, as typed
 * @param {string} kind     "name" of a person, or "text"
 * @param {string} before   what stands before them in the field
 * @returns {{text: string, used: number}[]}  `used`: how many of the letters it takes
 */
export function candidates(letters, kind, before = "") {
  const ways = cuts(letters.slice(0, LONGEST));
  if (!ways.length) return [];
  const { tokens } = ways[0];
  const taken = (count) => tokens.slice(0, count).join("").length;
  const found = new Map();
  const put = (text, used) => { if (!found.has(text)) found.set(text, { text, used }); };
  const name = kind === "name" && (!before || HAN.test(before));
  for (const { text, tokens: count } of name ? named(ways, before) : written(ways))
    put(text, count ? taken(count) : letters.length);
  const firsts = new Set(ways.filter(({ cost }) => cost === ways[0].cost).map((way) => way.tokens[0]));
  for (const first of firsts) for (const text of characters(first)) put(text, first.length);
  return [...found.values()];
}
