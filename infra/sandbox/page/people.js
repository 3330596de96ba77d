// The list of customers, of their chats with each other and of the staff's group on the left, with the last line of each chat and what is unread; below it, the webhook.
//
// Beside main.js, which holds the state shown here.
//
// Example: renderPeople(state, select) draws the list anew; a click calls select(1001)

import { avatar, byId, clockTime, el, fullName } from './dom.js';

export function summaryOf(message) {
  if (!message) return '';
  if (message.photo) return `🖼 ${message.caption ?? 'Photo'}`;
  if (message.contact) return '👤 Contact';
  return message.text ?? '';
}

// Several people in it: the staff's group, or two customers
export const isGroup = (person) => Boolean(person?.members?.length);

function line(person, current, unread, select) {
  const last = person.last_message;
  const who = last?.from.is_bot ? '' : `${isGroup(person) ? last?.from.first_name : 'You'}: `;
  const detail = last ? `${who}${summaryOf(last)}` : person.between ? 'Type @ and the bot’s name here' : isGroup(person) ? 'No orders yet' : 'Press START to begin';
  const item = el(
    'button',
    {
      class: 'person',
      type: 'button',
      'data-testid': `customer-${person.id}`,
      'aria-current': person.id === current ? 'true' : undefined,
      onclick: () => select(person.id),
    },
    avatar(person),
    el(
      'span',
      { class: 'person-text' },
      el(
        'span',
        { class: 'person-top' },
        el('bdi', { class: 'person-name' }, fullName(person)),
        isGroup(person)
          ? el('span', { class: 'language', title: person.between ? 'Two customers' : 'A group' }, person.between ? 'chat' : 'staff')
          : el('span', { class: 'language', title: 'Language' }, person.language_code ?? '–'),
        el('time', {}, last ? clockTime(last.date) : ''),
      ),
      el(
        'span',
        { class: 'person-bottom' },
        el('bdi', { class: 'person-last' }, person.blocked ? 'Bot is blocked' : detail),
        unread ? el('span', { class: 'badge', 'aria-label': `${unread} unread` }, String(unread)) : null,
      ),
    ),
  );
  return el('li', {}, item);
}

export function renderPeople(state, select) {
  const list = byId('people');
  const focused = document.activeElement?.dataset?.testid;
  list.replaceChildren(
    ...state.customers.map((person) => line(person, state.current, state.unread.get(person.id), select)),
  );
  if (focused?.startsWith('customer-')) list.querySelector(`[data-testid="${focused}"]`)?.focus();
}

export function renderWebhook(webhook) {
  const footer = byId('webhook');
  const failing = Boolean(webhook.last_error_message);
  footer.className = `webhook ${webhook.url ? (failing ? 'failing' : 'fine') : 'off'}`;
  const waiting = webhook.pending_update_count;
  footer.replaceChildren(
    el('span', { class: 'dot', 'aria-hidden': 'true' }),
    el(
      'span',
      { class: 'webhook-text' },
      el('span', {}, webhook.url ? new URL(webhook.url).host + new URL(webhook.url).pathname : 'No webhook set'),
      el('small', {}, failing ? webhook.last_error_message : webhook.url ? 'webhook' : 'the bot may use getUpdates'),
    ),
    ...(waiting ? [el('span', { class: 'badge muted', title: 'Updates waiting' }, String(waiting))] : []),
  );
}
