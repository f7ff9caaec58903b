import { expect, test } from 'vitest';
import { aboutMissing, fill, macrosIn, missingAttribute } from './macros.ts';

test('names end where a character cannot be theirs; hyphens need braces', () => {
  const template = '$id-${project_custom_attr_cost-center}$task_id $project_custom_attr_cost-center 5 $ ${}';
  expect(macrosIn(template)).toEqual(['id', 'project_custom_attr_cost-center', 'task_id', 'project_custom_attr_cost']);
  expect(fill(template, { id: '1', 'project_custom_attr_cost-center': '$id' })).toBe(
    '1-$id$task_id $project_custom_attr_cost-center 5 $ ${}',
  );
});

test('the first attribute without a value is told with its field and a remedy', () => {
  const custom = { A: '$id ${application_custom_attr_team}', B: '$nonsense ${project_custom_attr_cost-center}' };
  expect(
    missingAttribute(custom, { application_custom_attr_team: 'x', 'project_custom_attr_cost-center': 'y' }),
  ).toBeNull();
  const missing = missingAttribute(custom, { application_custom_attr_team: 'x' });
  expect(missing).toEqual({ field: 'B', macro: 'project_custom_attr_cost-center' });
  expect(aboutMissing(missing!)).toEqual({
    text: 'Missing value for $project_custom_attr_cost-center in the custom field "B"',
    remedy: expect.stringContaining('Give the project the custom attribute "cost-center"'),
  });
});
