import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { describedBy, readDescription } from '../described.ts';
import type { FakeAnswer, FakeRequest } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { FakeRedmine } from './fake.ts';

interface Exchange {
  readonly call: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: { readonly status: number; readonly body: unknown };
}

/** What was recorded from a real Redmine 5.0.4; null where the recordings are not at hand. */
function recordings(): readonly Exchange[] | null {
  const path = join(process.env['LOCKSTEP_FIXTURES'] ?? '', 'redmine/real-5.0.4/recorded.exchanges.json');
  if (process.env['LOCKSTEP_FIXTURES'] === undefined || !existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, 'utf8')) as { exchanges: readonly Exchange[] }).exchanges;
}

/** Keys and types; of a list those of all its entries together. Null fits everything: which values are missing differs from server to server. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [together(value.map(shapeOf))];
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [key, shapeOf(member)]);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function together(shapes: readonly unknown[]): unknown {
  const areObjects = shapes.every((shape) => typeof shape === 'object' && shape !== null);
  return areObjects ? Object.assign({}, ...shapes) : shapes[0];
}

function fits(mine: unknown, theirs: unknown, path = ''): readonly string[] {
  if (mine === null || theirs === null) return [];
  if (typeof mine !== 'object' || typeof theirs !== 'object') {
    return mine === theirs ? [] : [`${path}: ${JSON.stringify(mine)} for ${JSON.stringify(theirs)}`];
  }
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return [...keys].flatMap((key) => {
    const [a, b] = [(mine as Record<string, unknown>)[key], (theirs as Record<string, unknown>)[key]];
    if (a === undefined || b === undefined)
      return Array.isArray(mine) ? [] : [`${path}.${key}: ${a === undefined ? 'missing' : 'too much'}`];
    return fits(a, b, `${path}.${key}`);
  });
}

const exchanges = recordings();

/** Ticks, so that the order of changes shows in their times. */
function ticking(from: string): () => number {
  let now = Date.parse(from);
  return () => (now += 400);
}

/** The server that the recordings were made on, before the first of them. */
function recordedServer() {
  const fake = new FakeRedmine(ticking('2026-11-23T17:44:00Z'), () => 0.1);
  fake.world.loginRequired = false;
  fake.addUser('admin', { admin: true, key: '<admin key>' });
  fake.addProject('sync-test', { Reporter: fake.addUser('dev', { key: '<reporter key>' }) });
  fake.addField('External Ref');
  return fake;
}

test(
  exchanges === null
    ? 'recordings of a real Redmine are not at hand: LOCKSTEP_FIXTURES names no folder with redmine/real-5.0.4'
    : `${exchanges.length} exchanges recorded from a real Redmine have the same status and shape on the fake`,
  () => {
    const fake = recordedServer();
    const differences = (exchanges ?? []).flatMap(({ call, request, response }) => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
      const answer = fake.handle({
        method: request.method,
        url: `http://redmine.example${request.path}`,
        headers: Object.fromEntries(headers) as Record<string, string>,
        body: request.body === null ? null : JSON.stringify(request.body),
      });
      const body: unknown = JSON.parse(answer?.text || 'null');
      const status = answer?.status === response.status ? [] : [`status ${answer?.status ?? 0} for ${response.status}`];
      return [...status, ...fits(shapeOf(body), shapeOf(response.body))].map((difference) => `${call}: ${difference}`);
    });
    expect(differences).toEqual([]);
  },
);

const EXPECTED: readonly RegExp[] = [
  // The description is of a newer Redmine than the 5.0 that the fake plays, which does not have these.
  /must have required property '(description|updated_on)'$/,
  // Every custom field has a filter of its own.
  /\?cf_\d+ is not described$/,
];

const description = readDescription(process.env['LOCKSTEP_SPECS'], 'redmine-subset.json');

test(
  description === null
    ? "Redmine's official description is not at hand: LOCKSTEP_SPECS names no folder with redmine-subset.json"
    : "what the adapter sends and the fake answers fits Redmine's official description",
  async () => {
    const exchanged = await everythingOnce();
    expect(exchanged.length).toBeGreaterThan(12);
    if (description === null) return;
    const check = describedBy(description);
    const found = exchanged.map(([request, answer]) => check(request, answer));
    const wrong = found.flatMap((one) => one ?? []).filter((words) => !EXPECTED.some((one) => one.test(words)));
    expect(wrong).toEqual([]);
    expect(found.filter((one) => one !== null).length).toBeGreaterThan(10);
  },
);

/** Every kind of request that the adapter makes, with its answer. */
async function everythingOnce(): Promise<readonly (readonly [FakeRequest, FakeAnswer])[]> {
  const exchanged: (readonly [FakeRequest, FakeAnswer])[] = [];
  const fake = new FakeRedmine(ticking('2026-03-01T00:00:00Z'), () => 0.5);
  const user = fake.addUser('sync');
  const project = fake.addProject('demo', { Manager: user });
  fake.addField('External ID', { projects: [project.id] });
  const listening = {
    handle: (request: FakeRequest): FakeAnswer => {
      const answer = fake.handle(request);
      exchanged.push([request, answer]);
      return answer;
    },
  };
  const { tracker } = connectFake(listening, { issue_tracker_api_token: new Secret(user.key) });
  await tracker.check('server');
  await tracker.check('project');
  await tracker.check('settings');
  const composed = {
    title: 'T1: a',
    body: 'text',
    priority: 'High',
    status: 'Closed',
    parent: null,
    custom: {},
    labels: [],
    assignee: null,
  };
  const marker = 'ls-aaaaaaaaaaaaaaaa';
  const draft = { taskId: 'T1', marker, fields: tracker.normalize(composed), taskUrl: 'https://lockstep.example/t' };
  const [outcome] = await tracker.create([draft]);
  if (outcome?.ok !== true) throw new Error('not created');
  const { issue } = outcome;
  const fields = { title: 'T1: b', status: 'New', parent: null };
  await tracker.update([{ taskId: 'T1', issue, fields, marker, comment: 'why', taskUrl: draft.taskUrl }]);
  await tracker.pull({ extent: 'project', total: null, known: () => undefined });
  await tracker.pull({ extent: 'changes', total: null, known: () => undefined });
  await tracker.lookup([marker]);
  await tracker.fieldTimes([issue.id], 'status');
  await tracker.isPublic();
  return exchanged;
}
