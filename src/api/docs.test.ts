import { beforeAll, expect, test } from 'vitest';
import { startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
});

const get = (url: string) => api.app.inject({ url });
const OTHER_HOST = /(?:https?:)?\/\/(?!www\.w3\.org\/)[\w-]+\.[\w.-]+/g;

test.each(['/api/docs', '/api/docs/'])('%s is a page of which every part comes from us', async (url) => {
  const page = await get(url);
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.body.match(OTHER_HOST)).toBeNull();
  const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
  expect(parts.length).toBeGreaterThan(4);
  for (const part of parts) {
    const { statusCode, body, headers } = await get(new URL(part, `http://us${url}`).pathname);
    expect([part, statusCode]).toEqual([part, 200]);
    if (part.endsWith('.css')) expect(body.match(/@import|url\(["']?(?:https?:)?\/\//g)).toBeNull();
    const code = body.replaceAll(/^ *\/\/.*$/gm, '');
    if (part.endsWith('initializer.js')) expect(code.match(OTHER_HOST)).toBeNull();
    expect(headers['content-security-policy']).toBe(page.headers['content-security-policy']);
  }
});

test('its scripts stand in files, so that the policy need not allow scripts in pages', async () => {
  const { body, headers } = await get('/api/docs/');
  expect(body.match(/<script(?![^>]* src=)|\son\w+=|javascript:/g)).toBeNull();
  const policy = String(headers['content-security-policy']);
  expect(policy).toMatch(/script-src 'self';/);
  expect(policy).not.toMatch(/https?:|unsafe-eval/);
  expect(policy.match(/[\w-]+ [^;]*'unsafe-inline'/g)).toEqual(["style-src 'self' 'unsafe-inline'"]);
});

test('it shows the description that stands at /api/openapi.json, and takes a token to try calls out', async () => {
  const described = (await get('/api/docs/json')).json();
  expect(described).toEqual((await get('/api/openapi.json')).json());
  expect(described.components.securitySchemes.token).toMatchObject({ in: 'header', name: 'Authorization' });
});
