import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-pages-'));
let api: TestApi;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<meta name="csp-nonce" content="{{nonce}}"><p>pages</p>');
  writeFileSync(join(folder, 'assets', 'main-1a2b.js'), 'start();');
  api = await startApi(await freshDatabase(), { pages: folder });
});
afterAll(async () => {
  await api.app.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, accept = 'text/html') => api.app.inject({ url, headers: { accept } });

test('every address for people is the one page, never kept, with a nonce of its own', async () => {
  const nonces = new Set<string>();
  for (const url of ['/', '/connections', '/projects/1/tasks/1-T2', '/login?next=%2F']) {
    const answer = await get(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    const nonce = /content="([^"]+)"/.exec(answer.body)?.[1] ?? '';
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain(`'nonce-${nonce}'`);
    expect(policy).not.toContain('unsafe');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(4);
});

test('assets are kept for ever, and one that is gone is no page', async () => {
  const asset = await get('/assets/main-1a2b.js', '*/*');
  expect(asset.statusCode).toBe(200);
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect((await get('/assets/main-0000.js')).statusCode).toBe(404);
  expect((await get('/assets/..%2findex.html')).statusCode).toBe(404);
});

test('a program that mistypes an address is answered as ever', async () => {
  expect((await get('/api/v2/nothing/')).statusCode).toBe(404);
  expect((await get('/api/nothing')).json()).toEqual({ detail: 'Not found.' });
  expect((await get('/nothing', 'application/json')).json()).toEqual({ detail: 'Not found.' });
  expect((await api.app.inject({ url: '/nothing', method: 'POST' })).statusCode).toBe(404);
});

test('pages that are not built say how to build them', async () => {
  const bare = await startApi(await freshDatabase(), { pages: join(folder, 'nowhere') });
  const answer = await bare.app.inject({ url: '/', headers: { accept: 'text/html' } });
  expect(answer.statusCode).toBe(503);
  expect(answer.body).toContain('npm run build');
  await bare.app.close();
});
