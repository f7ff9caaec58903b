/** Custom attributes in custom fields: what a missing value holds up, and what a changed one causes. */
import { expect, it } from 'vitest';
import { actionOf, ran } from './testing/bench-story.ts';
import { aTask, aWorld, editIssue, editTask } from './testing/bench-world.ts';

const options = { custom: { Team: '${project_custom_attr_team}' }, closedStatus: 'Closed' };
const TEAM = 'project_custom_attr_team';

it('skips what needs a value that is missing, and says which', async () => {
  const world = aWorld([aTask(), aTask({ id: 'T2' })]);
  const { plan, counts } = await ran(world, { options });
  expect(world.issues).toEqual([]);
  expect(counts).toMatchObject({ skipped: 2 });
  expect(actionOf(plan).reason).toEqual({
    code: 'macro-without-value',
    text: 'Missing value for $project_custom_attr_team in the custom field "Team"',
    remedy: expect.stringContaining('custom attribute "team"'),
  });
});

it('writes the value, and writes it again only when a value that is used changes', async () => {
  const world = aWorld([aTask()]);
  world.attributes = { [TEAM]: 'red' };
  await ran(world, { options });
  expect(world.issues[0]?.fields.custom).toEqual({ Team: 'red' });
  editIssue(world, '1', { title: 'as a person calls it' });
  const title = async (): Promise<string | undefined> => {
    await ran(world, { options });
    return world.issues[0]?.fields.title;
  };
  const settled = await title();
  expect(settled).toBe('as a person calls it');
  world.attributes = { [TEAM]: 'red', project_custom_attr_other: 'x' };
  const before = world.writes;
  expect(await title()).toBe(settled);
  expect(world.writes).toBe(before);
  world.attributes = { [TEAM]: 'blue' };
  expect(await title()).toBe(settled);
  expect(world.issues[0]?.fields.custom).toEqual({ Team: 'blue' });
});

it('leaves linked issues alone while a value is missing, but closes those of tasks that are gone', async () => {
  const world = aWorld([aTask(), aTask({ id: 'T2' })]);
  world.attributes = { [TEAM]: 'red' };
  await ran(world, { options });
  world.attributes = {};
  editTask(world, 'T1', { title: 'new' });
  editTask(world, 'T2', { relevant: false });
  const { plan } = await ran(world, { options });
  expect(plan.actions.map(({ taskId, do: what }) => `${taskId} ${what}`)).toEqual(['T1 skip', 'T2 close']);
  expect(world.issues.map(({ fields }) => fields.custom)).toEqual([{ Team: 'red' }, { Team: 'red' }]);
});
