// Inline mode: what the bot offers above the input while a customer types its name in a chat with another customer.
//
// Beside composer.js, whose input is read here. The list is asked for when typing pauses, and goes on as it is scrolled.
//
// Example: inline.typed('@kiosk_demo_bot mug') asks for “mug”; a press on a line calls actions.onChoose(queryId, resultId)

import { photoUrl } from './api.js';
import { byId, el } from './dom.js';

const box = byId('inline-results');
const PAUSE = 250;
const NEAR_END = 160;

let actions = {};
// What the list answers: the query, and where it goes on. null: nothing is asked
let asked = null;
let timer;

export function init(given) {
  actions = given;
  box.addEventListener('scroll', () => {
    if (box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END) more();
  });
}

// What stands behind the bot's name, or null
function queryOf(text, bot) {
  const [, name, rest] = text.match(/^(\S+)\s([\s\S]*)$/) ?? [];
  return name?.toLowerCase() === `@${bot}`.toLowerCase() ? rest.trimStart() : null;
}

// The input of the open chat; where there is no inline mode, `bot` is undefined
export function typed(text, bot) {
  const query = bot ? queryOf(text, bot) : null;
  if (query === null) return close();
  if (asked?.query === query) return;
  clearTimeout(timer);
  asked = { query, next: '', busy: false, results: [] };
  const mine = asked;
  timer = setTimeout(() => mine === asked && load(mine), PAUSE);
}

export function close() {
  clearTimeout(timer);
  asked = null;
  box.hidden = true;
  box.replaceChildren();
}

export const isOpen = () => asked !== null;

// Enter chooses the first line
export function chooseFirst() {
  const [first] = asked?.results ?? [];
  if (first) choose(first);
}

function more() {
  if (asked?.next && !asked.busy) load(asked);
}

async function load(mine) {
  mine.busy = true;
  box.setAttribute('aria-busy', 'true');
  let answer;
  try {
    answer = await actions.onAsk(mine.query, mine.next);
  } catch (error) {
    answer = { error: error.message };
  }
  if (mine !== asked) return;
  mine.busy = false;
  box.setAttribute('aria-busy', 'false');
  if (!mine.next) box.replaceChildren();
  if (answer.error) return note(answer.error);
  const results = answer.results.map((result) => ({ ...result, queryId: answer.query_id }));
  if (!mine.next && answer.button) box.append(startButton(answer.button));
  if (!mine.next && !results.length && !answer.button) return note('Nothing found.');
  mine.results.push(...results);
  mine.next = answer.next_offset ?? '';
  box.append(...results.map(line));
  box.hidden = false;
}

function note(text) {
  if (asked) asked.next = '';
  box.append(el('p', { class: 'inline-note' }, text));
  box.hidden = false;
}

function choose(result) {
  actions.onChoose(result.queryId, result.id);
  close();
}

function startButton(button) {
  const attributes = { class: 'inline-start', type: 'button', 'data-testid': 'inline-start' };
  return el('button', { ...attributes, onclick: () => actions.onStart(button.start_parameter) }, button.text);
}

function line(result) {
  return el(
    'button',
    { class: 'inline-result', type: 'button', role: 'option', 'data-testid': 'inline-result', onclick: () => choose(result) },
    thumbnail(result),
    el(
      'span',
      { class: 'inline-text' },
      el('b', { dir: 'auto' }, result.title ?? (result.photo ? 'Photo' : '')),
      el('span', { dir: 'auto' }, result.description ?? ''),
    ),
  );
}

// A photo, the picture at an address, or the first letter
function thumbnail({ title, photo, thumbnail_url: url }) {
  const letter = el('span', { class: 'inline-letter', 'aria-hidden': 'true' }, [...(title ?? '•')][0]);
  const source = photo ? photoUrl(photo[photo.length - 1].file_id) : url;
  if (!source) return letter;
  const image = el('img', { class: 'inline-thumb', src: source, alt: '', loading: 'lazy', decoding: 'async' });
  image.onerror = () => image.replaceWith(letter);
  return image;
}
