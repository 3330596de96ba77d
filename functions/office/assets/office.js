// The back office works without this script. With it: keys for lists, drag and drop, and what is new shows by itself.
'use strict';

(() => {
  const typing = (element) => element.matches('input, textarea, select, [contenteditable]');

  // j and k walk through a list, Enter opens the row, / goes to the search
  const rows = () => [...document.querySelectorAll('table.list tbody tr[data-href]')];
  const walk = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.getAttribute('aria-current') === 'true');
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all.forEach((row) => row.removeAttribute('aria-current'));
    next.setAttribute('aria-current', 'true');
    next.querySelector('a')?.focus();
    next.scrollIntoView({ block: 'nearest' });
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === 'j') walk(1);
    if (event.key === 'k') walk(-1);
    if (event.key === '/') {
      const search = document.querySelector('input[type=search]');
      if (search) { search.focus(); event.preventDefault(); }
    }
  });

  // Every request that htmx makes carries the session's csrf field
  document.addEventListener('htmx:configRequest', (event) => {
    if (event.detail.verb !== 'get') event.detail.parameters.csrf = document.body.dataset.csrf;
  });
  // A refused change is shown, too
  document.addEventListener('htmx:beforeSwap', (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
  });

  // Tick all
  document.addEventListener('change', (event) => {
    const all = event.target.closest('input[data-ticks]');
    if (!all) return;
    document.querySelectorAll(`input[name="${all.dataset.ticks}"]`).forEach((box) => { box.checked = all.checked; });
  });

  // What is new comes as server-sent events; the count stands in the title
  const live = document.querySelector('[data-live]');
  if (live && window.EventSource) {
    const title = document.title;
    const source = new EventSource(live.dataset.live);
    source.addEventListener('news', (event) => {
      const { count, text } = JSON.parse(event.data);
      document.title = count ? `(${count}) ${title}` : title;
      live.textContent = text;
      live.hidden = !count;
      // The list itself is brought up to date, unless somebody has ticked something in it
      const list = live.dataset.liveList;
      if (count && list && !document.querySelector(`${list} :checked`)) {
        htmx.ajax('GET', location.href, { target: list, select: list, swap: 'outerHTML ignoreTitle:true' });
      }
    });
    window.addEventListener('pagehide', () => source.close());
  }

  // Buttons that put Telegram's tags around what is selected
  document.querySelectorAll('[data-toolbar]').forEach((bar) => {
    bar.hidden = false;
    bar.addEventListener('click', (event) => {
      const tag = event.target.closest('[data-wrap]')?.dataset.wrap;
      const text = document.getElementById(bar.dataset.toolbar);
      if (!tag || !text) return;
      const address = tag === 'a' ? prompt(bar.dataset.question, 'https://') : '';
      if (address === null) return;
      const open = tag === 'a' ? `<a href="${address.replaceAll('&', '&amp;').replaceAll('"', '%22')}">` : `<${tag}>`;
      const { selectionStart: from, selectionEnd: to } = text;
      text.setRangeText(`${open}${text.value.slice(from, to)}</${tag}>`, from, to, 'end');
      text.focus();
      text.dispatchEvent(new Event('input', { bubbles: true }));
    });
  });

  document.querySelectorAll('[data-print]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  });
})();
