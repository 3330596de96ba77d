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

  // Photos: chosen or dropped, they are sent at once, and how far that has come is shown
  const send = (form, files) => {
    const body = new FormData(form);
    const input = form.querySelector('input[type=file]');
    body.delete(input.name);
    [...files].forEach((file) => body.append(input.name, file));
    const progress = form.querySelector('progress');
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('HX-Request', 'true');
    request.upload.addEventListener('progress', (event) => {
      progress.hidden = false;
      progress.value = event.total ? (100 * event.loaded) / event.total : 0;
    });
    request.addEventListener('load', () => {
      const part = document.querySelector(form.dataset.upload);
      if (![200, 422].includes(request.status) || !part) { location.reload(); return; }
      htmx.swap(part, request.responseText, { swapStyle: 'outerHTML' });
    });
    request.addEventListener('error', () => form.submit());
    request.send(body);
  };
  const uploadOf = (event) => event.target.closest?.('form[data-upload]');
  document.addEventListener('change', (event) => {
    const form = uploadOf(event);
    if (form && event.target.type === 'file' && event.target.files.length) send(form, event.target.files);
  });
  document.addEventListener('dragover', (event) => {
    const form = uploadOf(event);
    if (form && event.dataTransfer.types.includes('Files')) { form.classList.add('over'); event.preventDefault(); }
  });
  document.addEventListener('dragleave', (event) => uploadOf(event)?.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    const form = uploadOf(event);
    if (!form || !event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove('over');
    send(form, event.dataTransfer.files);
  });

  // Photos are put in order by dragging them
  let dragged = null;
  document.addEventListener('dragstart', (event) => {
    const photo = event.target.closest?.('[data-order] [data-image]');
    if (!photo) return;
    dragged = photo;
    photo.classList.add('dragged');
    event.dataTransfer.effectAllowed = 'move';
  });
  document.addEventListener('dragover', (event) => {
    const over = dragged && event.target.closest?.('[data-image]');
    if (!over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    const all = [...over.parentElement.children];
    if (over !== dragged) over[all.indexOf(dragged) < all.indexOf(over) ? 'after' : 'before'](dragged);
  });
  document.addEventListener('dragend', () => {
    if (!dragged) return;
    const list = dragged.parentElement;
    dragged.classList.remove('dragged');
    dragged = null;
    const order = [...list.children].map((photo) => photo.dataset.image).join(',');
    htmx.ajax('POST', list.dataset.order, { target: '#photos', swap: 'outerHTML', values: { order } });
  });

  // Categories are dragged before, behind or into one another
  let carried = null;
  const places = ['before', 'behind', 'into'];
  const place = (row, event) => {
    const { top, height } = row.getBoundingClientRect();
    const at = (event.clientY - top) / height;
    return at < 0.3 ? 'before' : at > 0.7 ? 'behind' : 'into';
  };
  const unmark = () => document.querySelectorAll('.tree li').forEach((row) => row.classList.remove(...places));
  document.querySelectorAll('[data-place]').forEach((row) => { row.draggable = true; });
  document.addEventListener('htmx:load', (event) => {
    event.target.querySelectorAll?.('[data-place]').forEach((row) => { row.draggable = true; });
  });
  document.addEventListener('dragstart', (event) => { carried = event.target.closest?.('[data-place]') || null; });
  document.addEventListener('dragover', (event) => {
    const row = carried && event.target.closest?.('[data-category]');
    if (!row || row === carried) return;
    event.preventDefault();
    unmark();
    row.classList.add(place(row, event));
  });
  document.addEventListener('drop', (event) => {
    const row = carried && event.target.closest?.('[data-category]');
    if (!row || row === carried) return;
    event.preventDefault();
    const values = { [place(row, event)]: row.dataset.category };
    htmx.ajax('POST', carried.dataset.place, { target: '#tree', swap: 'outerHTML', values });
  });
  document.addEventListener('dragend', () => { carried = null; unmark(); });

  document.querySelectorAll('[data-print]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  });
})();
