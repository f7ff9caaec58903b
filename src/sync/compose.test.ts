import { expect, test } from 'vitest';
import type { SyncOptions } from '../model/options.ts';
import type { Task } from '../model/task.ts';
import { compose } from './compose.ts';

const task = {
  id: 'T21',
  title: 'Use TLS',
  text: 'Everywhere',
  url: 'https://x/T21',
  priority: 8,
  tags: [] as string[],
} as unknown as Task;
const surroundings = {
  projectId: 3,
  businessUnit: 'Retail',
  application: 'Shop',
  project: 'Web',
  attributes: { 'project_custom_attr_cost-center': '42', application_custom_attr_team: 'red' },
};

const rich = (markdown: string): string => `<b>${markdown}</b>`;

/** The custom field that this template becomes. */
function filled(template: string, { user = null as string | null, titlesOnly = false } = {}): string | undefined {
  const some = { titleFormat: '$task_id $title', context: 'pay', priorities: null, parent: null, label: null };
  const options = { ...some, user, custom: { A: template }, statusMap: {}, targets: {} } as unknown as SyncOptions;
  return compose(task, { options, surroundings, statuses: [], titlesOnly, rich }).custom['A'];
}

test.each([
  ['$business_unit/$application/$project/$context', 'Retail/Shop/Web/pay'],
  ['${id} $task_id', '3-T21 T21'],
  ['$task_title: $task_url', 'Use TLS: https://x/T21'],
  ['$task_content', 'Everywhere'],
  ['${project_custom_attr_cost-center} of $application_custom_attr_team', '42 of red'],
  ['$task_richcontent', '<b>Everywhere</b>'],
  ['costs 5 $', 'costs 5 $'],
])('%s becomes %s', (template, expected) => {
  expect(filled(template)).toBe(expected);
});

test('the user we log in as, whose name is never taken for a macro', () => {
  expect(filled('$alm_user, $issue_tracker_user', { user: 'bob$id' })).toBe('bob$id, bob$id');
});

test('where only titles may leave, the text of the task does not', () => {
  expect(filled('$task_content', { titlesOnly: true })).toBe('');
  expect(filled('$task_richcontent', { titlesOnly: true })).toBe('<b></b>');
});
