/** Our traffic against the vendor's description of its API, and the vendor's examples read by our own readers. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { issueOf } from '../contract-story.ts';
import { describedBy, readDescription } from '../described.ts';
import type { Fake, FakeAnswer, FakeRequest } from '../fake.ts';
import { resultOf, type Row } from './api.ts';
import { toIssue } from './convert.ts';
import type { View } from './native.ts';
import { serviceNowSettings } from './params.ts';
import { aChange, aDraft, aScene, markerOf } from './testing.ts';

const description = readDescription(process.env['LOCKSTEP_SPECS'], 'servicenow-table-subset.json');

test.skipIf(description === null)('every exchange is as the description says (needs LOCKSTEP_SPECS)', async () => {
  if (description === null) throw new Error('skipped without it');
  const check = describedBy(description);
  const { fake, connect } = aScene();
  const wrong: string[] = [];
  let seen = 0;
  const listening: Fake = {
    handle: (request: FakeRequest): FakeAnswer => {
      const answer = fake.handle(request);
      seen += 1;
      wrong.push(...(check(request, answer) ?? [`${request.method} ${request.url} is not described`]));
      return answer;
    },
  };
  const { tracker, projects } = connect({ sync_comments: true }, listening);
  for (const depth of ['server', 'project', 'settings'] as const) await tracker.check(depth);
  const [outcome] = await tracker.create([aDraft(0), aDraft(1)]);
  const issue = issueOf(outcome);
  await tracker.create([aDraft(2)]);
  await tracker.update([aChange(issue, { title: 'x' }), aChange({ ...issue, id: 'f'.repeat(32) }, { title: 'x' })]);
  await tracker.pull({ known: () => undefined, total: null, extent: 'changes' });
  await tracker.lookup([markerOf(1)]);
  await tracker.comment(issue, 'Text', 'ls-n1-abc');
  await tracker.isPublic();
  await projects();
  expect(seen).toBeGreaterThan(10);
  expect([...new Set(wrong)]).toEqual([]);
});

const FOLDER = join(process.env['LOCKSTEP_FIXTURES'] ?? '', 'servicenow/official-docs-examples');

const VIEW: View = {
  root: 'https://instance.service-now.com',
  settings: serviceNowSettings({
    issue_tracker_project: 'CHG1',
    servicenow_table: 'incident',
    servicenow_below: 'assignment_group',
  }),
  native: { home: '', homeName: '', states: [{ label: 'In Progress', value: '2' }], priorities: [] },
};

/** With references as links, which we do not ask for: their values are what we would get. */
const plain = (result: unknown): Row =>
  Object.fromEntries(
    Object.entries(result as Record<string, string | { readonly value: string }>).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.value,
    ]),
  );

test.skipIf(!existsSync(FOLDER))('the examples of the documentation are read (needs LOCKSTEP_FIXTURES)', () => {
  const result = (name: string): unknown => {
    const { response } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as {
      readonly response: unknown;
    };
    return resultOf({ status: 200, body: response });
  };
  const read = (name: string): Row => plain(result(name));
  const listed = (name: string): readonly unknown[] => result(name) as readonly unknown[];
  expect(toIssue(read('patch-now-table-tablename-sys-id'), VIEW)).toMatchObject({
    id: 'ef43c6d40a0a0b5700c77f9bf387afe3',
    key: 'INC0000050',
    updatedAt: Date.UTC(2016, 0, 22, 14, 12, 37),
    marker: null,
    description: '',
    fields: { status: 'In Progress', priority: '1', body: null },
  });
  const created = toIssue(read('post-now-table-tablename'), VIEW);
  expect(created).toMatchObject({
    key: 'INC0010002',
    updatedAt: Date.UTC(2016, 0, 22, 14, 28, 24),
    fields: { title: 'Unable to connect to office wifi', priority: '3' },
  });
  const [found] = listed('get-now-table-tablename').map((row) => toIssue(plain(row), VIEW));
  expect(found).toEqual({
    id: '04ce72c9c0a8016600b5b7f75ac67b5b',
    key: 'PRB0000050',
    url: 'https://instance.service-now.com/incident.do?sys_id=04ce72c9c0a8016600b5b7f75ac67b5b',
    project: '',
    updatedAt: Date.UTC(2016, 0, 19, 4, 52, 4),
    createdAt: Date.UTC(2016, 0, 19, 4, 51, 19),
    marker: null,
    description: 'Switch occasionally drops connections',
    fields: {
      title: 'Switch occasionally drops connections',
      body: null,
      priority: '4',
      status: '4',
      parent: null,
      custom: {},
      labels: [],
      assignee: null,
    },
  });
  expect(toIssue(read('get-now-table-tablename-sys-id'), VIEW)).toMatchObject({
    key: 'INC0000046',
    project: '8a4dde73c6112278017a6a4baf547aa7',
    createdAt: Date.UTC(2015, 10, 1, 22, 5, 30),
    fields: { status: '1', priority: '3' },
  });
});
