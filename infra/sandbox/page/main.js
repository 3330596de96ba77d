// The page's state, and what every event and every act of the customer does to it.
//
// Draws nothing itself: people.js, chat.js, composer.js and panel.js do. After a lost connection everything is loaded
// anew, so the page never shows what is no longer so.
//
// Example: http://127.0.0.1:8081/#customer=1003 opens Emma's chat

import * as api from './api.js';
import * as chat from './chat.js';
import * as composer from './composer.js';
import { byId, el, fullName, icon, initials } from './dom.js';
import * as inline from './inline.js';
import * as panel from './panel.js';
import { isGroup, renderPeople, renderWebhook } from './people.js';

const TYPING_MS = 5000;

const state = { bot: {}, customers: [], webhook: {}, faults: {}, current: null, unread: new Map() };
// As whom one writes and presses where there are several
let member;
// The open chat
let view = { person: {}, messages: new Map(), keyboard: null, commands: [], description: null };
const answers = new Set();
const typing = new Map();

// Events that come while a chat is being loaded wait for it, so that none is lost
let loading = Promise.resolve();
const queue = (work) => (loading = loading.then(work, work));

const person = (id) => state.customers.find((one) => one.id === id);

async function loadState() {
  Object.assign(state, await api.state());
  // Customers first, then the staff's group, then customers among themselves, whose ids count down from -1
  const place = (one) => (one.between ? 2 : isGroup(one) ? 1 : 0);
  state.customers.sort((a, b) => place(a) - place(b) || Math.abs(a.id) - Math.abs(b.id));
  renderHead();
  renderLists();
}

function renderLists() {
  renderPeople(state, select);
  renderWebhook(state.webhook);
  panel.renderFaults(state.faults, person(state.current));
}

async function openChat(id) {
  const loaded = await api.chat(id);
  if (id !== state.current) return;
  const messages = new Map(loaded.messages.map((message) => [message.message_id, message]));
  view = { ...loaded, person: loaded.customer, messages };
  renderHead();
  const { between } = view.person;
  chat.show(loaded.messages, { bot: state.bot, description: loaded.description, isGroup: isGroup(view.person), between, me: member });
  composer.open({ ...view, empty: messages.size === 0 });
  showTyping();
}

// Above a chat of several stand its title and who is in it: one of them writes and presses
function renderHead() {
  const group = isGroup(view.person);
  byId('bot-name').textContent = fullName(group ? view.person : state.bot);
  byId('bot-avatar').textContent = initials(group ? view.person : state.bot);
  const members = view.person.members ?? [];
  if (group && !members.some((one) => one.id === member)) member = members[0].id;
  const choose = (one) => {
    member = one.id;
    renderHead();
    // Whose messages are one's own is another matter then
    if (view.person.between) queue(() => openChat(state.current)).then(composer.focus);
    else composer.focus();
  };
  byId('members').hidden = !group;
  byId('members').replaceChildren(
    ...members.map((one) =>
      el(
        'button',
        { type: 'button', class: 'member', 'data-testid': `member-${one.id}`, 'aria-pressed': String(one.id === member), onclick: () => choose(one) },
        one.first_name,
      ),
    ),
  );
}

function select(id) {
  state.current = id;
  state.unread.delete(id);
  byId('app').classList.add('chat-open');
  if (location.hash !== `#customer=${id}`) history.replaceState(null, '', `#customer=${id}`);
  renderLists();
  return queue(() => openChat(id)).then(composer.focus);
}

function fromHash() {
  const id = Number(new URLSearchParams(location.hash.slice(1)).get('customer'));
  return person(id) ? id : undefined;
}

// ---- what happens -----------------------------------------------------------------------------------------------

const handlers = {
  message({ chat_id, message }) {
    const whose = person(chat_id);
    if (whose) whose.last_message = message;
    if (chat_id === state.current) {
      // Loaded already, while this event waited
      if (view.messages.has(message.message_id)) return;
      view.messages.set(message.message_id, message);
      chat.add(message);
      if (view.messages.size === 1) composer.show(composerView(), '');
    } else if (message.from.is_bot) {
      state.unread.set(chat_id, (state.unread.get(chat_id) ?? 0) + 1);
    }
    renderPeople(state, select);
  },
  edited({ chat_id, message }) {
    const whose = person(chat_id);
    if (whose?.last_message?.message_id === message.message_id) whose.last_message = message;
    if (chat_id === state.current) {
      view.messages.set(message.message_id, message);
      chat.edit(message);
    }
    renderPeople(state, select);
  },
  deleted({ chat_id, message_ids }) {
    if (chat_id === state.current) {
      message_ids.forEach((id) => view.messages.delete(id));
      chat.remove(message_ids);
      if (view.messages.size === 0) composer.show(composerView());
    }
    loadState();
  },
  cleared({ chat_id }) {
    loadState();
    if (chat_id === state.current) openChat(chat_id);
  },
  keyboard({ chat_id, keyboard }) {
    if (chat_id !== state.current) return;
    view.keyboard = keyboard;
    if (view.messages.size) composer.setKeyboard(keyboard);
  },
  typing({ chat_id, source, active }) {
    const key = `${chat_id}.${source}`;
    clearTimeout(typing.get(key));
    typing.delete(key);
    // An action lasts five seconds unless a message ends it; a delivery ends by itself
    if (active) typing.set(key, setTimeout(() => (typing.delete(key), showTyping()), source === 'action' ? TYPING_MS : 60_000));
    showTyping();
  },
  answer({ chat_id, query_id, text, show_alert }) {
    answers.add(query_id);
    if (chat_id !== state.current) return;
    chat.answered(query_id);
    if (text && show_alert) alertBox(text);
    else if (text) toast(text);
  },
  async customers() {
    await loadState();
    view.person = person(state.current) ?? view.person;
    composer.show(composerView());
  },
  async profile() {
    const { commands, description } = await api.chat(state.current);
    Object.assign(view, { commands, description });
    if (view.messages.size) composer.show(composerView());
    else openChat(state.current);
  },
  webhook: () => loadState(),
  faults({ faults }) {
    state.faults = faults;
    panel.renderFaults(faults, person(state.current));
  },
  exchange({ exchange }) {
    panel.add(exchange);
    if (exchange.direction === 'update') scheduleWebhook();
  },
  reload: () => void queue(reload),
};

// How many updates wait is worth a glance, not a request per update
let webhookTimer;
function scheduleWebhook() {
  clearTimeout(webhookTimer);
  webhookTimer = setTimeout(async () => {
    state.webhook = (await api.state()).webhook;
    renderWebhook(state.webhook);
  }, 400);
}

const composerView = () => ({ ...view, empty: view.messages.size === 0 });

function showTyping() {
  const busy = !view.person.between && [...typing.keys()].some((key) => key.startsWith(`${state.current}.`));
  const status = byId('bot-status');
  status.classList.toggle('typing', busy);
  status.textContent = busy ? 'typing' : view.person.between ? 'a private chat' : isGroup(view.person) ? 'the staff and the bot' : 'bot';
}

async function reload() {
  await Promise.all([loadState(), panel.load()]);
  const wanted = fromHash();
  state.current = wanted ?? person(state.current)?.id ?? state.customers[0]?.id;
  if (wanted !== undefined) byId('app').classList.add('chat-open');
  renderLists();
  if (state.current !== undefined) await openChat(state.current);
}

// ---- what the customer does --------------------------------------------------------------------------------------

async function act(action, body) {
  try {
    const who = isGroup(view.person) && !(body instanceof Blob) ? { member } : {};
    return await api.customer(state.current, action, body instanceof Blob ? body : { ...body, ...who });
  } catch (error) {
    toast(error.message);
    return null;
  }
}

async function restart() {
  await act('block', { blocked: false });
  await act('text', { text: '/start' });
}

// Opens the bot as a link to it does, and presses START there
async function start(payload) {
  const customer = isGroup(view.person) ? member : state.current;
  if (!person(customer)) return toast('Only customers have a chat with the bot here.');
  await select(customer);
  if (payload) await act('text', { text: `/start ${payload}` });
}

// A button to share with: the customer chooses a chat, and goes on from what the button puts into its input
async function share({ query = '', allow_user_chats }) {
  const customer = isGroup(view.person) ? member : state.current;
  const chats = state.customers.filter((one) => one.between && one.members.some(({ id }) => id === customer));
  if (!allow_user_chats || !chats.length) return toast('There is no chat here that the button allows.');
  const other = (one) => fullName(one.members.find(({ id }) => id !== customer));
  const chosen = await openDialog('Choose a chat', '', chats.map((one) => [other(one), one.id, `share-to-${one.id}`]), 'choices');
  if (!chosen) return;
  member = customer;
  await select(chosen);
  composer.draft(`@${state.bot.username} ${query}`);
}

async function shareContact() {
  const { phone } = view.person;
  const question = `The bot will know your phone number ${phone}.`;
  if (await confirmBox('Share your phone number?', question, 'Share')) await act('contact', { own: true });
}

function toast(text) {
  const node = el('div', { class: 'toast', 'data-testid': 'toast', role: 'status' }, text);
  byId('toasts').replaceChildren(node);
  setTimeout(() => node.remove(), Math.max(3000, text.length * 60));
}

function openDialog(title, text, buttons, kind = '') {
  const dialog = byId('dialog');
  if (dialog.open) dialog.close();
  return new Promise((resolve) => {
    const close = (value) => (dialog.close(), resolve(value));
    dialog.replaceChildren(
      ...[title ? el('h2', {}, title) : null, text ? el('p', {}, text) : null].filter(Boolean),
      el('div', { class: `dialog-buttons ${kind}` }, ...buttons.map(([label, value, testId]) =>
        el('button', { type: 'button', 'data-testid': testId, onclick: () => close(value) }, label),
      )),
    );
    dialog.oncancel = () => resolve(false);
    dialog.showModal();
    dialog.querySelector('.dialog-buttons button:last-child').focus();
  });
}

const alertBox = (text) => openDialog(fullName(state.bot), text, [['OK', true, 'alert-ok']]);
const confirmBox = (title, text, yes) =>
  openDialog(title, text, [['Cancel', false, 'dialog-cancel'], [yes, true, 'dialog-confirm']]);

function initChatMenu() {
  const button = byId('more');
  const menu = byId('more-menu');
  const toggle = (open) => {
    menu.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
  };
  const item = (name, label, testId, run) =>
    el('button', { type: 'button', role: 'menuitem', 'data-testid': testId, onclick: () => (toggle(false), run()) }, icon(name), label);
  button.append(icon('more'));
  button.setAttribute('data-testid', 'chat-menu');
  button.onclick = (event) => {
    event.stopPropagation();
    const blocked = view.person.blocked;
    const restart = item('trash', 'Restart chat', 'reset', () => act('reset'));
    const ofCustomers = [
      item('person', "Share somebody else's contact", 'share-stranger', () => act('contact', { own: false })),
      item('stop', blocked ? 'Unblock the bot' : 'Stop and block the bot', 'block-menu', () => act('block', { blocked: !blocked })),
    ];
    menu.replaceChildren(restart, ...(isGroup(view.person) ? [] : ofCustomers));
    toggle(menu.hidden);
    if (!menu.hidden) menu.firstChild.focus();
  };
  document.addEventListener('click', (event) => !menu.contains(event.target) && toggle(false));
  document.addEventListener('keydown', (event) => event.key === 'Escape' && toggle(false));
}

function initPanelButton() {
  const app = byId('app');
  const button = byId('to-panel');
  button.append(icon('code'));
  button.setAttribute('data-testid', 'panel-toggle');
  const wide = matchMedia('(min-width: 1100px)');
  const set = (open) => {
    app.classList.toggle('panel-open', open);
    button.setAttribute('aria-expanded', String(open));
  };
  set(wide.matches);
  wide.addEventListener('change', () => set(wide.matches));
  button.onclick = () => set(!app.classList.contains('panel-open'));
  return () => set(false);
}

byId('to-people').append(icon('back'));
byId('to-people').onclick = () => {
  byId('app').classList.remove('chat-open');
  byId('people').querySelector('[aria-current]')?.focus();
};
initChatMenu();
panel.init(initPanelButton(), (blocked) => act('block', { blocked }));
chat.init({
  onPress: async (message_id, button) => {
    if (button.callback_data === undefined) return toast('The sandbox does not carry out this kind of button.');
    return (await act('press', { message_id, data: button.callback_data }))?.query_id;
  },
  wasAnswered: (query) => answers.has(query),
  onCommand: (command) => act('text', { text: command }),
  onEdit: (message) => composer.edit(message),
  onReply: (message) => composer.reply(message),
  onStart: start,
  onShare: share,
});
inline.init({
  onAsk: (query, offset) => api.customer(state.current, 'inline', { query, offset, member }),
  onChoose: (query_id, result_id) => {
    composer.draft('');
    return act('choose', { query_id, result_id });
  },
  onStart: start,
});
composer.init({
  onText: (text, reply_to) => act('text', { text, reply_to }),
  onDraft: (text) => inline.typed(text, view.person.between ? state.bot.username : undefined),
  // Where the bot is asked, Enter sends nothing
  onEnter: () => {
    const asks = inline.isOpen();
    inline.chooseFirst();
    return asks;
  },
  onEditLast: () => {
    const isOwn = ({ from }) => (view.person.between ? from.id === member : !from.is_bot);
    const own = [...view.messages.values()].filter((message) => isOwn(message) && message.text !== undefined && !message.via_bot);
    if (own.length) composer.edit(own[own.length - 1]);
  },
  onEditDone: (message_id, text) => act('edit', { message_id, text }),
  onRestart: restart,
  onShareContact: shareContact,
  onShareStranger: () => act('contact', { own: false }),
  onPhoto: (file) => act('photo', file),
});
window.addEventListener('hashchange', () => {
  const id = fromHash();
  if (id !== undefined && id !== state.current) select(id);
});
api.listen(
  (event) => loading.then(() => handlers[event.type]?.(event)),
  (connected) => {
    const link = byId('link-state');
    link.textContent = connected ? 'live' : 'reconnecting…';
    link.classList.toggle('lost', !connected);
    if (connected) queue(reload);
  },
);
