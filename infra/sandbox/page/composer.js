// What is below the messages: the input, the bot's reply keyboard, the command menu, START and restart.
//
// Beside chat.js. A press on a keyboard button sends its text, or asks before it shares the phone number.
//
// Example: composer.show({ person, keyboard, commands, empty: true }) shows START

import { byId, el, icon } from './dom.js';

const box = byId('composer');
let actions = {};
let view = {};
let editing = null;
let replying = null;
let folded = false;
let input;

export function init(given) {
  actions = given;
}

// A new chat: the draft goes, the keyboard opens
export function open(given) {
  editing = null;
  replying = null;
  folded = Boolean(given.keyboard?.used);
  show(given, '');
  actions.onDraft('');
}

// Puts a text into the input, to be sent or gone on with
export function draft(text) {
  if (!input?.isConnected) return;
  input.value = text;
  grow();
  input.focus();
  actions.onDraft(text);
}

export function show(given, draft = input?.value ?? '') {
  view = given;
  const focused = document.activeElement === input;
  if (view.person.blocked) return single('Restart bot', 'restart', actions.onRestart);
  if (view.empty && !view.person.members?.length) return single('START', 'start', () => actions.onText('/start'));
  input = textArea(draft);
  const rows = view.keyboard?.keyboard ?? [];
  const open = rows.length > 0 && !folded;
  box.replaceChildren(
    ...[editing ? editBar() : replying ? replyBar() : null, inputRow(rows.length > 0, open), open ? replyKeyboard(rows) : null].filter(Boolean),
  );
  grow();
  if (focused) input.focus();
}

export function setKeyboard(keyboard) {
  folded = Boolean(keyboard?.used);
  show({ ...view, keyboard });
}

export function edit(message) {
  editing = message;
  show(view, message.text);
  input.focus();
  input.setSelectionRange(message.text.length, message.text.length);
}

// The next message replies to this one
export function reply(message) {
  editing = null;
  replying = message;
  show(view);
  input.focus();
}

export const focus = () => input?.isConnected && input.focus();

function single(label, testId, act) {
  box.replaceChildren(el('button', { class: 'start-button', type: 'button', 'data-testid': testId, onclick: act }, label));
}

function textArea(draft) {
  const area = el('textarea', {
    rows: 1,
    dir: 'auto',
    'data-testid': 'message-input',
    'aria-label': 'Message',
    placeholder: view.keyboard?.input_field_placeholder ?? 'Message',
    maxlength: 4096,
    autocomplete: 'off',
  });
  area.value = draft;
  area.addEventListener('input', () => {
    grow();
    actions.onDraft(area.value);
  });
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
    if (event.key === 'Escape' && (editing || replying)) stopEditing();
    if (event.key === 'ArrowUp' && area.value === '') {
      // Or the key would move the caret of the text put here
      event.preventDefault();
      actions.onEditLast();
    }
  });
  return area;
}

function grow() {
  input.style.height = 'auto';
  input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
  box.querySelector('.send')?.classList.toggle('ready', input.value.trim() !== '');
  if (input.value === '/') openCommands();
}

function send() {
  const text = input.value.trim();
  if (!text || actions.onEnter()) return;
  const target = editing;
  const quoted = replying;
  editing = null;
  replying = null;
  input.value = '';
  closeMenus();
  if (target) {
    show(view, '');
    if (text !== target.text) actions.onEditDone(target.message_id, text);
  } else {
    if (quoted) {
      show(view, '');
      input.focus();
    } else {
      grow();
    }
    actions.onText(text, quoted?.message_id);
  }
}

function stopEditing() {
  editing = null;
  replying = null;
  show(view, '');
  input.focus();
}

function editBar() {
  return el(
    'div',
    { class: 'edit-bar' },
    el('div', {}, el('b', {}, 'Edit message'), el('span', {}, editing.text)),
    el('button', { class: 'icon-button', type: 'button', 'aria-label': 'Stop editing', onclick: stopEditing }, icon('close')),
  );
}

function replyBar() {
  return el(
    'div',
    { class: 'edit-bar', 'data-testid': 'reply-bar' },
    el('div', {}, el('b', {}, 'Reply'), el('span', {}, replying.text ?? replying.caption ?? 'Photo')),
    el('button', { class: 'icon-button', type: 'button', 'aria-label': 'Do not reply', onclick: stopEditing }, icon('close')),
  );
}

function inputRow(hasKeyboard, open) {
  const commands = view.commands?.length
    ? el(
        'button',
        { class: 'menu-button', type: 'button', 'data-testid': 'commands', 'aria-haspopup': 'menu', onclick: openCommands },
        icon('slash'),
        'Menu',
      )
    : null;
  const attach = el(
    'button',
    { class: 'icon-button', type: 'button', 'data-testid': 'attach', 'aria-label': 'Attach', 'aria-haspopup': 'menu', onclick: openAttach },
    icon('clip'),
  );
  const toggle = hasKeyboard
    ? el(
        'button',
        {
          class: 'icon-button',
          type: 'button',
          'data-testid': 'toggle-keyboard',
          'aria-label': open ? 'Hide the keyboard' : 'Show the keyboard',
          'aria-expanded': String(open),
          onclick: () => {
            folded = open;
            show(view);
            input.focus();
          },
        },
        icon(open ? 'down' : 'keyboard'),
      )
    : null;
  return el(
    'div',
    { class: 'input-row' },
    el('div', { class: 'input-box' }, commands, input, toggle, view.person.between ? null : attach),
    el('button', { class: 'send', type: 'button', 'data-testid': 'send', 'aria-label': 'Send', onclick: send }, icon('send')),
  );
}

function replyKeyboard(rows) {
  return el(
    'div',
    { class: `reply-keyboard${view.keyboard.resize_keyboard ? '' : ' tall'}`, role: 'group', 'aria-label': "The bot's keyboard" },
    ...rows.map((row) =>
      el(
        'div',
        { class: 'reply-row' },
        ...row.map((button) =>
          el(
            'button',
            {
              class: 'reply-button',
              type: 'button',
              'data-testid': 'reply-button',
              onclick: () => (button.request_contact ? actions.onShareContact() : actions.onText(button.text)),
            },
            button.text,
          ),
        ),
      ),
    ),
  );
}

function popUp(label, items) {
  const open = box.querySelector('.pop-up');
  closeMenus();
  if (open?.getAttribute('aria-label') === label) return;
  const menu = el('div', { class: 'pop-up', role: 'menu', 'aria-label': label }, ...items);
  box.append(menu);
  // Focus stays in the input while a command is typed
  if (document.activeElement !== input) menu.querySelector('button')?.focus();
}

function closeMenus() {
  box.querySelectorAll('.pop-up').forEach((menu) => menu.remove());
}

function openCommands() {
  const items = (view.commands ?? []).map(({ command, description }) =>
    el(
      'button',
      {
        class: 'command',
        type: 'button',
        role: 'menuitem',
        onclick: () => {
          closeMenus();
          input.value = '';
          grow();
          actions.onText(`/${command}`);
        },
      },
      el('b', {}, `/${command}`),
      el('span', {}, description),
    ),
  );
  if (items.length) popUp('Commands', items);
}

function openAttach() {
  const item = (name, label, act) =>
    el('button', { type: 'button', role: 'menuitem', onclick: () => (closeMenus(), act()) }, icon(name), label);
  const contacts = [
    item('phone', 'My contact', actions.onShareContact),
    item('person', "Somebody else's contact", actions.onShareStranger),
  ];
  popUp('Attach', [item('photo', 'Photo', pickPhoto), ...(view.person.members?.length ? [] : contacts)]);
}

function pickPhoto() {
  const picker = el('input', { type: 'file', accept: 'image/jpeg,image/png,image/webp' });
  picker.onchange = () => picker.files[0] && actions.onPhoto(picker.files[0]);
  picker.click();
}

document.addEventListener('click', (event) => {
  if (!event.target.closest('.pop-up, .menu-button, [data-testid="attach"]')) closeMenus();
});
document.addEventListener('keydown', (event) => event.key === 'Escape' && closeMenus());
