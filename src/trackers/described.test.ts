import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describedBy, readDescription } from './described.ts';
import { jsonAnswer, type FakeAnswer } from './fake.ts';

const check = describedBy({
  openapi: '3.0.1',
  info: { title: 'A tracker', version: '1' },
  paths: {
    '/things/{id}.{format}': {
      parameters: [{ name: 'id', in: 'path' }],
      get: {
        parameters: [{ $ref: '#/components/parameters/Page' }],
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
          '4XX': {},
        },
      },
    },
    '/things/many': {
      post: {
        requestBody: {
          content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } } },
        },
        responses: { 201: {} },
      },
    },
  },
  components: {
    parameters: { Page: { name: 'page', in: 'query' } },
    schemas: {
      Thing: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: { name: { type: 'string' }, size: { type: 'integer', nullable: true } },
      },
    },
  },
});

const get = (path: string, answer: FakeAnswer) =>
  check({ method: 'GET', url: `http://tracker.example/root${path}`, headers: {}, body: null }, answer);

const post = (body: unknown, answer: FakeAnswer) =>
  check({ method: 'POST', url: 'http://tracker.example/things/many', headers: {}, body: JSON.stringify(body) }, answer);

test('what is as described passes, behind any root', () => {
  expect(get('/things/1.json?page=2', jsonAnswer(200, { name: 'a', size: null }))).toEqual([]);
  expect(get('/things/1.json', jsonAnswer(404))).toEqual([]);
  expect(post([{ name: 'a' }], jsonAnswer(201, { anything: 1 }))).toEqual([]);
  expect(post([{ name: 'a' }], null)).toEqual([]);
});

test('what is not described says where', () => {
  const thing = 'GET /things/{id}.{format} ';
  expect(get('/others', jsonAnswer(200))).toBe(null);
  expect(get('/things/1.json', jsonAnswer(500))).toEqual([`${thing}500 is not described`]);
  expect(get('/things/1.json?colour=red', jsonAnswer(404))).toEqual([`${thing}?colour is not described`]);
  expect(get('/things/1.json', jsonAnswer(200, { size: 'big', colour: 'red' }))).toEqual([
    `${thing}200 must have required property 'name'`,
    `${thing}200 must NOT have additional properties colour`,
    `${thing}200/size must be integer`,
  ]);
});

test('requests count as well, and the same fault in many rows once', () => {
  expect(post([{ name: 1 }, { name: 2 }], jsonAnswer(201))).toEqual([
    'POST /things/many request/*/name must be string',
  ]);
});

test('without a folder there is no description', () => {
  expect(readDescription(undefined, 'x.json')).toBe(null);
  expect(readDescription('/nowhere', 'x.json')).toBe(null);
});

test('null is taken where a description says so of a schema without a type', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-described-'));
  const schema = { properties: { size: { oneOf: [{ type: 'string' }, { type: 'integer' }], nullable: true } } };
  const responses = { 200: { content: { 'application/json': { schema } } } };
  writeFileSync(join(folder, 'x.json'), JSON.stringify({ paths: { '/a': { get: { responses } } } }));
  const description = readDescription(folder, 'x.json');
  rmSync(folder, { recursive: true });
  const request = { method: 'GET', url: 'http://tracker.example/a', headers: {}, body: null };
  const errors = (size: unknown) => description && describedBy(description)(request, jsonAnswer(200, { size }));
  expect([errors(null), errors(1), errors('a')]).toEqual([[], [], []]);
  expect(errors(true)?.length).toBeGreaterThan(0);
});
