// A text and its entities as DOM nodes: bold, links, quotes, spoilers, commands.
//
// Offsets count UTF-16 units, which is what JavaScript strings count too. Entities nest or stand side by side.
//
// Example: richText('Hi', [{ type: 'bold', offset: 0, length: 2 }], {}) is a fragment with <b>Hi</b>

import { el } from './dom.js';

const SIMPLE = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre' };

function wrapper(entity, covered, actions) {
  const { type } = entity;
  if (SIMPLE[type]) return el(SIMPLE[type]);
  if (type === 'blockquote') return el('blockquote');
  if (type === 'expandable_blockquote') return expandable();
  if (type === 'spoiler') return spoiler();
  if (type === 'text_link' || type === 'url') return link(entity.url ?? covered);
  if (type === 'email') return link(`mailto:${covered}`);
  if (type === 'bot_command') {
    const send = () => actions.onCommand?.(covered);
    return el('button', { class: 'inline-link', type: 'button', onclick: send });
  }
  return el('span', { class: ['mention', 'text_mention', 'hashtag'].includes(type) ? 'accent' : '' });
}

function link(url) {
  const target = /^[a-z]+:/i.test(url) ? url : `http://${url}`;
  // Only what may be opened from a page; tg:// would ask for an app
  const safe = /^(https?|mailto):/i.test(target);
  return el('a', { href: safe ? target : undefined, target: '_blank', rel: 'noopener noreferrer', class: 'accent' });
}

function spoiler() {
  const reveal = (event) => {
    event.currentTarget.classList.add('revealed');
    event.currentTarget.removeAttribute('aria-label');
  };
  return el('button', { class: 'spoiler', type: 'button', 'aria-label': 'Hidden text, press to show', onclick: reveal });
}

function expandable() {
  const quote = el('blockquote', { class: 'expandable', tabindex: '0', role: 'button', 'aria-expanded': 'false' });
  const toggle = () => quote.setAttribute('aria-expanded', String(quote.classList.toggle('open')));
  quote.addEventListener('click', toggle);
  quote.addEventListener('keydown', (event) => event.key === 'Enter' && toggle());
  return quote;
}

export function richText(text, entities = [], actions = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, sorted, actions);
  return fragment;
}

// Puts text[from..to] into parent; an entity that reaches beyond its parent ends with it
function fill(parent, text, from, to, entities, actions) {
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    index += 1;
    if (end <= start) continue;
    parent.append(between(parent, text.slice(at, start)));
    const inside = [];
    while (index < entities.length && entities[index].offset < end) inside.push(entities[index++]);
    const node = wrapper(entity, text.slice(start, end), actions);
    fill(node, text, start, end, inside, actions);
    parent.append(node);
    at = end;
  }
  parent.append(between(parent, text.slice(at, to)));
}

// A quote or a block of code ends its line by itself: the line break after it would show as an empty line
function between(parent, text) {
  const afterBlock = ['BLOCKQUOTE', 'PRE'].includes(parent.lastChild?.nodeName);
  return afterBlock && text.startsWith('\n') ? text.slice(1) : text;
}
