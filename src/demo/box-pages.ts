/** What a tracker in the box shows to people with a browser: its issues, and a form for what a developer does to one. */
import { jsonAnswer, type FakeRequest } from '../trackers/fake.ts';
import type { WireResponse } from '../http/wire.ts';
import type { Person } from './box.ts';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'pre{white-space:pre-wrap;border-left:3px solid #8884;padding-left:1rem}form{margin:1rem 0;display:flex;gap:.5rem;flex-wrap:wrap}' +
  'input{flex:1;min-width:14rem}input,button{font:inherit;padding:.3rem .6rem}td{padding:.2rem .8rem .2rem 0}';

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const html = (title: string, body: string): WireResponse => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  text: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style><main>${body}</main></html>`,
});

const ISSUE = /^\/(?:browse|issues|tickets)\/([^/]+)$/;

/** Answers browsers; null leaves the request to the tracker. `name`: of the tracker. */
export const pagesOf =
  (name: string, person: () => Person) =>
  async ({ method, url, headers, body }: FakeRequest): Promise<WireResponse | null> => {
    if (!(headers['accept'] ?? '').includes('text/html')) return null;
    const { pathname } = new URL(url);
    const id = ISSUE.exec(pathname)?.[1];
    if (pathname === '/') return listed(name, person());
    if (id === undefined) return null;
    if (method === 'GET') return shown(name, person(), id);
    await act(person(), id, new URLSearchParams(body ?? ''));
    return { ...jsonAnswer(303), headers: { location: pathname } };
  };

async function listed(name: string, person: Person): Promise<WireResponse> {
  const rows = (await person.tickets()).map(
    ({ id, key, title, status }) =>
      `<tr><td><a href="/tickets/${escaped(id)}">${escaped(key)}</a><td>${escaped(title)}<td>${escaped(status)}`,
  );
  return html(
    name,
    `<h1>${escaped(name)} in the box</h1><p>You are Ann, a developer.</p><table>${rows.join('')}</table>`,
  );
}

async function shown(name: string, person: Person, id: string): Promise<WireResponse> {
  const { key, title, status } = await person.ticket(id);
  const text = await person.text(id);
  return html(
    `${key} ${title}`,
    `<p><a href="/">${escaped(name)} in the box</a> · ${escaped(key)} · <strong>${escaped(status)}</strong></p>
<h1>${escaped(title)}</h1><pre>${escaped(text)}</pre><h2>As Ann, a developer</h2>
<form method="post"><input name="title" value="${escaped(title)}" aria-label="Title" required><button>Change the title</button></form>
<form method="post"><input name="line" aria-label="A line" required><button>Write a line below</button></form>
<form method="post"><button name="close" value="yes">Close it</button></form>`,
  );
}

async function act(person: Person, id: string, form: URLSearchParams): Promise<void> {
  const [title, line] = [form.get('title'), form.get('line')];
  if (title !== null) await person.retitle(id, title);
  if (line !== null) await person.append(id, line);
  if (form.has('close')) await person.close(id);
}
