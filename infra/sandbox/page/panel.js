// The panel for the curious: every update and every Bot API call as it went over the wire, and things to break.
//
// Beside main.js; the exchanges come from /sandbox/journal and then one by one as events.
//
// Example: panel.add(exchange) puts it on top, if it passes the filter

import * as api from './api.js';
import { byId, el, icon } from './dom.js';

const box = byId('panel');
const KEPT = 300;
const ARROWS = { call: ['↓', 'Bot called'], update: ['↑', 'Update delivered'], reply: ['↩', 'Called in the answer'] };

// Newest first, by when they began: an update stands below the calls it caused, though it ends after them
let exchanges = [];
let lastId = 0;
let filter = '';
let list;
let faultsBox;
let count;

export function init(onClose, onBlock) {
  list = el('ol', { class: 'exchanges', 'data-testid': 'exchanges' });
  count = el('span', { class: 'count' });
  const search = el('input', {
    type: 'search',
    placeholder: 'Filter: method, text, status…',
    'aria-label': 'Filter the exchanges',
    oninput: (event) => {
      filter = event.target.value.trim().toLowerCase();
      render();
    },
  });
  faultsBox = el('div', { class: 'faults' });
  box.append(
    el(
      'header',
      { class: 'bar' },
      el('h2', {}, 'Behind the scenes'),
      count,
      el('button', { class: 'icon-button only-narrow', type: 'button', 'aria-label': 'Close the panel', onclick: onClose }, icon('close')),
    ),
    faultsBox,
    el(
      'div',
      { class: 'filter' },
      search,
      el('button', { class: 'icon-button', type: 'button', 'aria-label': 'Clear the list', title: 'Clear', onclick: clear }, icon('trash')),
    ),
    list,
  );
  panelBlock = onBlock;
}

let panelBlock = () => {};

export async function load() {
  exchanges = [];
  lastId = 0;
  (await api.journal()).forEach(insert);
  render();
}

function insert(exchange) {
  lastId = exchange.id;
  const isLater = (other) =>
    other.at_ms > exchange.at_ms || (other.at_ms === exchange.at_ms && exchange.direction === 'update');
  const place = exchanges.findIndex((other) => !isLater(other));
  const index = place === -1 ? exchanges.length : place;
  exchanges.splice(index, 0, exchange);
  exchanges.length = Math.min(exchanges.length, KEPT);
  return index;
}

async function clear() {
  await api.clearJournal();
  exchanges = [];
  render();
}

export function add(exchange) {
  // Loaded already, while this event waited
  if (exchange.id <= lastId) return;
  const later = insert(exchange);
  const before = exchanges.slice(0, later).filter(passes).length;
  list.querySelector('.nothing')?.remove();
  if (passes(exchange)) list.insertBefore(row(exchange, true), list.children[before] ?? null);
  while (list.children.length > KEPT) list.lastChild.remove();
  emptyNote();
}

const passes = (exchange) => !filter || JSON.stringify(exchange).toLowerCase().includes(filter);

function render() {
  list.replaceChildren(...exchanges.filter(passes).map((exchange) => row(exchange, false)));
  emptyNote();
}

function emptyNote() {
  count.textContent = exchanges.length ? String(exchanges.length) : '';
  list.querySelector('.nothing')?.remove();
  if (!list.children.length) {
    const text = exchanges.length ? 'Nothing matches the filter.' : 'Updates and Bot API calls appear here as they happen.';
    list.append(el('li', { class: 'nothing' }, text));
  }
}

function row(exchange, fresh) {
  const { direction, method, status, ms, request, response } = exchange;
  const [arrow, label] = ARROWS[direction];
  const good = status >= 200 && status < 300;
  const details = el(
    'details',
    {},
    el(
      'summary',
      {},
      el('span', { class: `arrow ${direction}`, title: label, 'aria-label': label }, arrow),
      el('span', { class: 'method' }, method),
      el('span', { class: 'gist', dir: 'auto' }, gist(exchange)),
      el('span', { class: `status ${good ? 'good' : 'bad'}` }, status ? String(status) : '—'),
      el('span', { class: 'ms' }, `${ms} ms`),
    ),
  );
  // The JSON is drawn when somebody looks
  details.addEventListener(
    'toggle',
    () => {
      const sent = direction === 'update' ? 'Update' : 'Parameters';
      details.append(el('h3', {}, sent), json(request), el('h3', {}, 'Answer'), json(response));
    },
    { once: true },
  );
  const time = new Date(exchange.at_ms).toLocaleTimeString('en-GB');
  return el('li', { class: fresh ? 'fresh' : '', title: time, 'data-testid': 'exchange', 'data-method': method }, details);
}

// One line that tells an exchange from its neighbours
function gist({ request, response, status }) {
  if (status >= 400 && response?.description) return response.description;
  const body = request.message ?? request.edited_message ?? request.callback_query ?? request.inline_query ?? request;
  return String(body.text ?? body.data ?? body.caption ?? body.contact?.phone_number ?? body.url ?? body.action ?? body.query ?? '');
}

// Coloured JSON, as nodes
function json(value) {
  const pre = el('pre', { class: 'json', tabindex: '0' });
  const text = typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value, null, 2);
  const token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?/g;
  let at = 0;
  for (const match of text.matchAll(token)) {
    pre.append(text.slice(at, match.index));
    const kind = match[1] ? (match[2] ? 'key' : 'string') : match[3] ? 'word' : 'number';
    pre.append(el('span', { class: kind }, match[1] ?? match[0]), match[2] ?? '');
    at = match.index + match[0].length;
  }
  pre.append(text.slice(at));
  return pre;
}

export function renderFaults(faults, person) {
  const counter = (label, testId, value, change) =>
    el(
      'div',
      { class: `fault${value ? ' active' : ''}` },
      el('span', {}, label),
      el('button', { type: 'button', 'aria-label': `${label}: one less`, disabled: value === 0, onclick: () => change(value - 1) }, '−'),
      el('output', { 'data-testid': testId }, String(value)),
      el('button', { type: 'button', 'aria-label': `${label}: one more`, onclick: () => change(value + 1) }, '+'),
    );
  const blocked = Boolean(person?.blocked);
  const block = el(
    'button',
    { type: 'button', class: 'switch', role: 'switch', 'aria-checked': String(blocked), 'data-testid': 'block', onclick: () => panelBlock(!blocked) },
    el('span', { class: 'knob', 'aria-hidden': 'true' }),
  );
  faultsBox.replaceChildren(
    el('h3', {}, 'Make it go wrong'),
    el('label', { class: `fault${blocked ? ' active' : ''}` }, el('span', {}, 'This customer blocks the bot (403)'), block),
    counter('Next calls answer 429', 'fault-429', faults.too_many_requests, (n) =>
      api.setFaults({ too_many_requests: n, retry_after: faults.retry_after || 3 }),
    ),
    counter('Next calls answer 500', 'fault-500', faults.server_errors, (n) => api.setFaults({ server_errors: n })),
  );
}
