// What every part of the page builds with: elements, icons, names and times.
//
// Everything shown is made of DOM nodes and textContent. No string of a chat ever becomes HTML.
//
// Example: el('button', { class: 'send', 'aria-label': 'Send', onclick: send }, icon('send'))

const ICONS = {
  back: 'M15 5l-7 7 7 7',
  more: 'M12 6v.01M12 12v.01M12 18v.01',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14',
  send: 'M4 12l16-8-5 17-4-7z M11 14l9-10',
  keyboard: 'M4 6h16v12H4z M8 10v.01M12 10v.01M16 10v.01M8.5 14.5h7',
  slash: 'M5 4h14v16H5z M13.5 8l-3 8',
  down: 'M6 9.5l6 6 6-6',
  close: 'M6 6l12 12M18 6L6 18',
  clip: 'M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5L12.8 4.7a3.1 3.1 0 0 1 4.4 4.4l-7.5 7.5a1.5 1.5 0 0 1-2.2-2.2l6.7-6.7',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7',
  phone: 'M6 4h3.5l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5V18a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.7-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  photo: 'M4 5h16v14H4z M4 16l4.5-4.5 4 4 3-3L20 16M15.5 9v.01',
  stop: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12',
  link: 'M8 16L16 8M9.5 8H16v6.5',
  share: 'M4 18c1-5 4-7.5 9-7.5V6l7 6.500-7 6.500v-4.500c-4 0-7 .7-9 3z',
};

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

export function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

export const byId = (id) => document.getElementById(id);

export const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(' ');

// The first letter of each name; a name may be an emoji or written from the right
export function initials(person) {
  const letters = [person.first_name, person.last_name].filter(Boolean).map((name) => {
    return name.match(/\p{L}/u)?.[0].toUpperCase() ?? '';
  });
  return letters.join('') || [...person.first_name][0];
}

export function avatar(person) {
  return el('span', { class: `avatar tint-${person.id % 7}`, 'aria-hidden': 'true' }, initials(person));
}

export const clockTime = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

export const dayName = (seconds) => {
  const date = new Date(seconds * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
};
