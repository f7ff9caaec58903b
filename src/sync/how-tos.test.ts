/** How-tos in the body: whether they are there is a parameter, what they say is the task's. */
import { expect, it } from 'vitest';
import type { Task } from '../model/task.ts';
import { actionOf, plan, ran, synced } from './testing/bench-story.ts';
import { aTask, aWorld, editIssue, editTask } from './testing/bench-world.ts';

const HOW_TOS: Task['howTos'] = [
  { title: 'In Java', content: 'Use `encode()`.' },
  { title: 'In\nGo', content: 'Use the template.' },
];
const BODY = 'Why and how.\n\n# How Tos\n\n## In Java\n\nUse `encode()`.\n\n## In Go\n\nUse the template.';
const on = { options: { howTos: true } };
const task = () => aTask({ howTos: HOW_TOS });

it('follow the text, each with its heading', async () => {
  const world = await synced([task()], on);
  expect(world.issues[0]?.fields.body).toBe(BODY);
  expect((await synced([task()])).issues[0]?.fields.body).toBe('Why and how.');
  expect((await synced([aTask({ text: '', howTos: HOW_TOS })], on)).issues[0]?.fields.body).toMatch(/^# How Tos/);
  expect((await synced([aTask()], on)).issues[0]?.fields.body).toBe('Why and how.');
});

it.each([
  [false, true, BODY],
  [true, false, 'Why and how.'],
])('switched from %s to %s are changed parameters, and no edit', async (before, after, body) => {
  const world = await synced([task()], { options: { howTos: before } });
  const options = { howTos: after };
  expect(actionOf(await plan(world, options))).toMatchObject({
    do: 'update',
    toIssue: { body },
    reason: { code: 'parameters-changed' },
  });
  await ran(world, { options });
  expect(world.issues[0]?.fields.body).toBe(body);
  expect(actionOf(await plan(world, options))).toMatchObject({ do: 'skip', decisions: [] });
});

it('switched on for a task without any change nothing', async () => {
  const world = await synced();
  const { writes } = world;
  await ran(world, on);
  expect(world.writes).toBe(writes);
  expect(actionOf(await plan(world, on.options))).toMatchObject({ do: 'skip', decisions: [] });
});

it('changed are changed in the task where they are in the body, and nothing elsewhere', async () => {
  const changed = { howTos: HOW_TOS.slice(0, 1) };
  const shown = await synced([task()], on);
  editTask(shown, 'T1', changed);
  expect(actionOf(await plan(shown, on.options)).reason.code).toBe('task-edited');
  const hidden = await synced([task()]);
  editTask(hidden, 'T1', changed);
  editIssue(hidden, '1', { body: 'A person wrote this.' });
  expect(actionOf(await plan(hidden))).toMatchObject({ do: 'skip', reason: { code: 'edited-in-tracker' } });
});

it('switched together with a changed text are an edit', async () => {
  const world = await synced([task()]);
  editTask(world, 'T1', { text: 'Other words.' });
  expect(actionOf(await plan(world, on.options)).reason.code).toBe('task-edited');
});

it('do not leave for a public project', async () => {
  const world = aWorld([task()]);
  world.isPublic = true;
  await ran(world, on);
  expect(world.issues[0]?.fields.body).toBeNull();
});
