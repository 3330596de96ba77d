// The messages: bubbles, photos, contacts, inline buttons; edits in place, scrolling only when at the bottom.
//
// Beside composer.js (what is below the messages) and rich-text.js (what is in a bubble). Messages of one sender
// stand in groups; only the last of a group has a tail. The messages of an album stand in one bubble.
//
// Example: chat.show(messages) draws a chat, chat.add(message) appends, chat.edit(message) replaces

import { photoUrl } from './api.js';
import { avatar, byId, clockTime, dayName, el, icon, initials, fullName } from './dom.js';
import { richText } from './rich-text.js';

const box = byId('messages');
const NEAR_BOTTOM = 80;

let actions = {};
let empty = null;

// Presses the bot has not answered yet: which button → which query. Not in the buttons themselves, as an edit draws
// those anew while the press is on its way
const presses = new Map();
const pressKey = (messageId, key) => `${messageId} ${key}`;

export function init(given) {
  actions = given;
  const button = byId('to-bottom');
  button.append(icon('down'));
  button.onclick = () => box.scrollTo({ top: box.scrollHeight, behavior: 'smooth' });
  box.addEventListener('scroll', onScroll, { passive: true });
  // A keyboard that opens below pushes the messages up with it
  new ResizeObserver(() => (following ? toBottom() : onScroll())).observe(box);
}

// Whether the end is in sight. Only the reader ends that, by scrolling up: a box that shrinks does not
let following = true;
let lastTop = 0;

let scrolling;

// The day that sticks to the top is in the way of what is read: it shows while the chat moves, and fades after
function markDays() {
  for (const day of box.querySelectorAll('.day')) {
    const next = day.nextElementSibling;
    day.classList.toggle('stuck', Boolean(next) && next.offsetTop < day.offsetTop + day.offsetHeight);
  }
  box.classList.add('scrolling');
  clearTimeout(scrolling);
  scrolling = setTimeout(() => box.classList.remove('scrolling'), 800);
}

function onScroll() {
  markDays();
  const up = box.scrollTop < lastTop - 1;
  lastTop = box.scrollTop;
  following = atBottom() || (following && !up);
  byId('to-bottom').hidden = following;
}

const atBottom = () => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_BOTTOM;

function toBottom() {
  following = true;
  box.scrollTop = box.scrollHeight;
  lastTop = box.scrollTop;
  byId('to-bottom').hidden = true;
}

// The messages shown, by their id
const shown = new Map();

// A bubble names every message it shows: of an album there are several
const nodeOf = (id) => box.querySelector(`[data-message-id~="${id}"]`);

// The messages that stand in one bubble with this one
function album(message) {
  const group = message.media_group_id;
  return group ? [...shown.values()].filter((other) => other.media_group_id === group) : [message];
}

export function show(messages, welcome) {
  empty = welcome;
  presses.clear();
  shown.clear();
  box.replaceChildren();
  messages.forEach(append);
  regroup();
  toBottom();
}

export function add(message) {
  // One's own message is always shown; a bot's only if one was looking at the end
  const follow = following || !message.from.is_bot;
  append(message);
  if (album(message).length === 1) nodeOf(message.message_id).classList.add('arriving');
  regroup();
  if (follow) toBottom();
  else byId('to-bottom').hidden = false;
}

export function edit(message) {
  const old = nodeOf(message.message_id);
  if (!old) return;
  const follow = following;
  const before = old.getBoundingClientRect();
  shown.set(message.message_id, message);
  const fresh = render(album(message));
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  old.replaceWith(fresh);
  if (focused) fresh.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  regroup();
  if (follow) toBottom();
  // What grew above the visible part must not move what is read
  else if (before.bottom < box.getBoundingClientRect().top) box.scrollTop += fresh.offsetHeight - before.height;
}

export function remove(ids) {
  for (const id of ids) {
    const message = shown.get(id);
    if (!message) continue;
    shown.delete(id);
    const rest = message.media_group_id ? album(message) : [];
    if (rest.length) nodeOf(id).replaceWith(render(rest));
    else nodeOf(id).remove();
  }
  regroup();
}

export function answered(queryId) {
  for (const [key, press] of presses) {
    if (press.query === queryId) stopWaiting(key);
  }
}

function stopWaiting(key) {
  presses.delete(key);
  const button = box.querySelector(`[data-press="${CSS.escape(key)}"]`);
  button?.classList.remove('waiting');
  button?.removeAttribute('aria-busy');
}

function append(message) {
  shown.set(message.message_id, message);
  const together = album(message);
  if (together.length > 1) nodeOf(together[0].message_id).replaceWith(render(together));
  else box.append(render(together));
}

// Day marks, groups and the empty chat follow from the order of the messages
function regroup() {
  box.querySelectorAll('.day, .welcome').forEach((node) => node.remove());
  const nodes = [...box.querySelectorAll('.message')];
  let day = '';
  nodes.forEach((node, index) => {
    const { side, date } = node.dataset;
    const name = dayName(Number(date));
    if (name !== day) node.before(el('div', { class: 'day' }, el('span', {}, name)));
    const next = nodes[index + 1];
    node.classList.toggle('first', index === 0 || nodes[index - 1].dataset.side !== side || name !== day);
    node.classList.toggle('last', !next || next.dataset.side !== side);
    day = name;
  });
  if (nodes.length === 0 && empty) box.append(welcome());
}

function welcome() {
  const [title, text] = empty.between
    ? ['Two customers, without the bot', `Type @${empty.bot.username} and what you look for: the bot offers it here.`]
    : empty.isGroup
    ? ['The shop’s staff', 'New orders and what customers write arrive here. Whoever is in this group may act.']
    : ['What can this bot do?', empty.description || `${fullName(empty.bot)} sells right here in the chat. Press START to begin.`];
  return el(
    'div',
    { class: 'welcome' },
    el(
      'div',
      { class: 'welcome-card' },
      el('span', { class: 'avatar bot-avatar big', 'aria-hidden': 'true' }, initials(empty.bot)),
      el('h3', {}, title),
      el('p', {}, text),
    ),
  );
}

// In a private chat everything that is not the bot's; between two customers, what the one writes who is being played
const isOwn = (message) => (empty?.between ? message.from.id === empty.me : !message.from.is_bot);

// One message, or those of an album; the caption of an album is the only one among its photos
function render(messages) {
  const captions = messages.filter((one) => one.caption !== undefined);
  const message = messages.length > 1 && captions.length === 1 ? captions[0] : { ...messages[0] };
  if (captions.length > 1) delete message.caption;
  const out = isOwn(message);
  const bare = message.photo && !message.caption;
  const name = empty?.isGroup && !empty.between ? el('b', { class: 'sender' }, fullName(message.from)) : null;
  const bubble = el('div', { class: `bubble${message.photo ? ' with-photo' : ''}${bare ? ' bare' : ''}` });
  if (name) bubble.append(name);
  if (message.via_bot) bubble.append(el('span', { class: 'via', 'data-testid': 'via' }, 'via ', el('b', {}, `@${message.via_bot.username}`)));
  if (message.reply_to_message) bubble.append(quote(message.reply_to_message));
  if (messages.length > 1) bubble.append(grid(messages));
  else if (message.photo) bubble.append(photo(message.photo));
  if (message.contact) bubble.append(contact(message.contact));
  const text = message.text ?? message.caption;
  const meta = el(
    'span',
    { class: 'meta' },
    message.edit_date ? el('span', { class: 'edited' }, 'edited ') : null,
    el('time', { datetime: new Date(message.date * 1000).toISOString() }, clockTime(message.date)),
    out ? el('span', { class: 'ticks', 'aria-hidden': 'true' }) : null,
  );
  const reaction = message.reaction
    ? el('span', { class: 'reaction', 'data-testid': 'reaction', 'aria-label': `Reaction ${message.reaction}` }, message.reaction)
    : null;
  if (text !== undefined) {
    const entities = message.entities ?? message.caption_entities;
    const onlyEmoji = !message.photo && /^(\p{Extended_Pictographic}\uFE0F?){1,3}$/u.test(text);
    const body = el('div', { class: `text${onlyEmoji ? ' huge' : ''}`, dir: 'auto' });
    body.append(richText(text, entities, { onCommand: actions.onCommand }), meta);
    bubble.append(body);
  } else {
    bubble.append(meta);
  }
  if (reaction) bubble.append(reaction);
  if (empty?.isGroup && !empty.between) bubble.append(replyButton(message));
  if (out && message.text !== undefined && !message.via_bot) {
    bubble.addEventListener('dblclick', () => actions.onEdit(message));
    bubble.title = 'Double-click to edit, or the up arrow in an empty input';
  }
  return el(
    'article',
    {
      class: `message ${out ? 'out' : 'in'}`,
      'data-testid': 'message',
      'data-message-id': messages.map((one) => one.message_id).join(' '),
      'data-side': out ? 'out' : 'in',
      'data-date': message.date,
      'aria-label': empty?.isGroup ? fullName(message.from) : out ? 'Your message' : 'The bot',
    },
    el('div', { class: 'message-body' }, bubble, inlineKeyboard(message)),
  );
}

function replyButton(message) {
  const attributes = { class: 'reply-to', type: 'button', 'data-testid': 'reply', 'aria-label': 'Reply', title: 'Reply' };
  return el('button', { ...attributes, onclick: () => actions.onReply(message) }, '↩');
}

function quote(message) {
  return el(
    'div',
    { class: 'quote' },
    el('b', {}, message.from.is_bot || empty?.isGroup ? fullName(message.from) : 'You'),
    el('span', {}, message.text ?? message.caption ?? (message.contact ? 'Contact' : 'Photo')),
  );
}

// How many photos stand side by side in each row of an album, by their number
const ROWS = { 2: [2], 3: [1, 2], 4: [2, 2], 5: [2, 3], 6: [3, 3], 7: [2, 2, 3], 8: [2, 3, 3], 9: [3, 3, 3], 10: [2, 4, 4] };

function grid(messages) {
  const widths = (ROWS[messages.length] ?? [1]).flatMap((count) => Array(count).fill(count));
  const cells = messages.map((message, index) => {
    const cell = photo(message.photo);
    cell.classList.add(`of-${widths[index] ?? 1}`);
    return cell;
  });
  return el('div', { class: 'album', 'data-testid': 'album' }, ...cells);
}

function photo(sizes) {
  const largest = sizes[sizes.length - 1];
  const image = el('img', {
    src: photoUrl(largest.file_id),
    width: largest.width,
    height: largest.height,
    alt: 'Photo',
    decoding: 'async',
  });
  // A photo is decoded after its place is known, so nothing jumps; a lost file shows as such
  image.onerror = () => image.replaceWith(el('div', { class: 'lost-photo' }, 'Photo is gone'));
  return el('div', { class: 'photo' }, image);
}

function contact(shared) {
  return el(
    'div',
    { class: 'contact' },
    avatar({ ...shared, id: shared.user_id ?? 3 }),
    el('div', {}, el('bdi', { class: 'accent' }, fullName(shared)), el('small', {}, shared.phone_number)),
  );
}

function inlineKeyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el(
    'div',
    { class: 'inline-keyboard', role: 'group', 'aria-label': 'Buttons of the message' },
    ...rows.map((row) => el('div', { class: 'inline-row' }, ...row.map((button) => inlineButton(message, button)))),
  );
}

// What a link to the bot itself starts it with: '' is nothing. null: it leads elsewhere
function startOf(url) {
  const link = URL.canParse(url) ? new URL(url) : null;
  const isBot = ['t.me', 'telegram.me'].includes(link?.hostname) && link.pathname.slice(1).toLowerCase() === empty?.bot.username.toLowerCase();
  return isBot ? (link.searchParams.get('start') ?? '') : null;
}

// ➖ and ➕ are drawn dark, and are hard to see on a dark button
const isSign = (text) => !/[\p{L}\p{N}]/u.test(text);

function inlineButton(message, button) {
  const shared = { class: 'inline-button', 'data-testid': 'inline-button' };
  if (button.url) {
    const safe = /^https?:/i.test(button.url) ? button.url : undefined;
    const start = startOf(button.url);
    const open = (event) => {
      event.preventDefault();
      actions.onStart(start);
    };
    const attributes = { ...shared, href: safe, target: '_blank', rel: 'noopener noreferrer' };
    return el('a', { ...attributes, onclick: start === null ? null : open }, el('span', {}, button.text), icon('link'));
  }
  const choice = button.switch_inline_query_chosen_chat;
  if (choice) {
    const share = () => actions.onShare(choice);
    return el('button', { ...shared, type: 'button', onclick: share }, el('span', {}, button.text), icon('share'));
  }
  const data = button.callback_data ?? button.text;
  const key = pressKey(message.message_id, data);
  const node = el(
    'button',
    { ...shared, class: `inline-button${isSign(button.text) ? ' sign' : ''}`, type: 'button', 'data-key': data, 'data-press': key },
    el('span', {}, button.text),
  );
  const turn = () => {
    node.classList.add('waiting');
    node.setAttribute('aria-busy', 'true');
  };
  if (presses.has(key)) turn();
  node.onclick = async () => {
    if (presses.has(key)) return;
    const press = {};
    presses.set(key, press);
    turn();
    press.query = await actions.onPress(message.message_id, button);
    if (presses.get(key) !== press) return;
    if (!press.query || actions.wasAnswered(press.query)) return stopWaiting(key);
    // Telegram's apps give up too
    setTimeout(() => presses.get(key) === press && stopWaiting(key), 15_000);
  };
  return node;
}
