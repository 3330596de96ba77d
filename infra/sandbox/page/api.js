// The page's side of /sandbox/…: requests and the stream of events.
//
// Beside main.js, which decides what an event means.
//
// Example: await customer(1001, 'text', { text: '/start' })

async function request(method, path, body) {
  const raw = body instanceof Blob;
  const response = await fetch(`/sandbox/${path}`, {
    method,
    headers: body && !raw ? { 'content-type': 'application/json' } : {},
    body: body && !raw ? JSON.stringify(body) : body,
  });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Error(answer?.description ?? `HTTP ${response.status}`);
  return answer;
}

export const state = () => request('GET', 'state');
export const chat = (id) => request('GET', `chats/${id}`);
export const journal = () => request('GET', 'journal');
export const clearJournal = () => request('DELETE', 'journal');
export const setFaults = (faults) => request('POST', 'faults', faults);
export const customer = (id, action, body) => request('POST', `customers/${id}/${action}`, body);
export const photoUrl = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;

// Calls onEvent for each event, and onLink(true) after every (re)connection: the caller then loads everything anew
export function listen(onEvent, onLink) {
  const source = new EventSource('/sandbox/events');
  source.onopen = () => onLink(true);
  source.onerror = () => onLink(false);
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
}
