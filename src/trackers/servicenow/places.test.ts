import { expect, test } from 'vitest';
import { placeOf } from './params.ts';
import { aScene } from './testing.ts';

test('the change requests to choose from are the open ones that the account sees, the newest first', async () => {
  const { fake, connect } = aScene();
  fake.add('change_request', { number: 'CHG0030002', short_description: 'Spring release' });
  fake.add('change_request', { number: 'CHG0030003', active: 'false' });
  fake.add('change_request', { number: 'CHG0030004' }).isHidden = true;
  const { projects, ledger } = connect({ issue_tracker_project: null });
  expect(await projects()).toEqual([
    { id: 'CHG0030002', name: 'CHG0030002 Spring release' },
    { id: 'CHG0030001', name: 'CHG0030001' },
  ]);
  expect(ledger.table().metadata).toBe(1);
});

test('two hundred are offered, and pages that are hidden are passed by', async () => {
  const { fake, connect } = aScene();
  for (let n = 0; n < 700; n += 1) fake.add('change_request', {}).isHidden = n >= 200;
  const { projects, ledger } = connect();
  expect(await projects()).toHaveLength(200);
  expect(ledger.table().metadata).toBe(2);
});

test('any open task can be a parent, but not those that are made for tasks', async () => {
  const { fake, change, connect } = aScene();
  fake.add('change_task', { change_request: change.id });
  fake.add('incident', { number: 'INC0000009', short_description: 'Down' });
  expect(await connect({ servicenow_below: 'parent' }).projects()).toEqual([
    { id: 'INC0000009', name: 'INC0000009 Down' },
    { id: 'CHG0030001', name: 'CHG0030001' },
  ]);
});

test('groups are offered by name, and known by what tells two of one name apart', async () => {
  const { fake, connect } = aScene();
  const [web, ...apps] = ['Web', 'App', 'App'].map((name) => fake.add('sys_user_group', { name }).id);
  fake.add('sys_user_group', { name: 'Old', active: 'false' });
  const { projects, tracker } = connect({
    servicenow_below: 'assignment_group',
    servicenow_table: 'incident',
    issue_tracker_project: apps[1] ?? '',
  });
  expect(await projects()).toEqual([...apps.map((id) => ({ id, name: 'App' })), { id: web, name: 'Web' }]);
  await tracker.check('project');
});

test('what was not asked for is not offered', async () => {
  const { fake, connect } = aScene();
  const { projects } = connect();
  expect(await projects()).toHaveLength(1);
  fake.world.tables.get('change_request')?.columns.delete('active');
  expect(await projects()).toEqual([]);
});

test('nothing but the table and the place has to be right', () => {
  expect(placeOf({ sde_status_map: 'not yet' })).toMatchObject({
    table: 'change_task',
    place: { column: 'change_request' },
  });
  expect(() => placeOf({ servicenow_table: 'a b' })).toThrow('not the name of a table');
});
