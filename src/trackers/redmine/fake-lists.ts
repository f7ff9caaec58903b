/** Lists of the fake Redmine that our adapter does not read, but people and scripts around it do. */
import type { Named } from './api.ts';
import { stamp } from './fake-json.ts';
import { fieldsOf, type FakeIssue, type FakeProject, type FakeWorld } from './fake-world.ts';

const named = ({ id, name }: Named): Named => ({ id, name });

export const trackersJson = ({ trackers, statuses }: FakeWorld): readonly unknown[] =>
  trackers.map((tracker) => ({
    ...named(tracker),
    default_status: statuses[0] === undefined ? null : named(statuses[0]),
    description: null,
    enabled_standard_fields: ['parent_issue_id', 'description'],
  }));

export const customFieldsJson = ({ fields, trackers }: FakeWorld): readonly unknown[] =>
  fields.map((field) => ({
    ...named(field),
    customized_type: 'issue',
    field_format: 'string',
    regexp: '',
    min_length: null,
    max_length: null,
    is_required: field.required,
    is_filter: true,
    searchable: true,
    multiple: false,
    default_value: null,
    visible: true,
    trackers: trackers.map(named),
    roles: [],
  }));

export const membershipsJson = ({ users, roles }: FakeWorld, project: FakeProject): readonly unknown[] =>
  [...project.members].map(([userId, roleId], index) => ({
    id: index + 1,
    project: named(project),
    user: users.filter(({ id }) => id === userId).map(named)[0],
    roles: roles.filter(({ id }) => id === roleId).map(named),
  }));

/** Full text over subjects, descriptions and custom fields. */
export const searchJson = (world: FakeWorld, issues: readonly FakeIssue[], words: string): readonly unknown[] =>
  issues
    .filter((issue) => textOf(world, issue).includes(words.toLowerCase()))
    .map(({ id, tracker, status, subject, description, created }) => ({
      id,
      title: `${tracker.name} #${id} (${status.name}): ${subject}`,
      type: 'issue',
      url: `/issues/${id}`,
      description,
      datetime: stamp(created),
    }));

const textOf = (world: FakeWorld, { subject, description, custom, project }: FakeIssue): string =>
  [subject, description ?? '', ...fieldsOf(world, project).map(({ id }) => custom.get(id) ?? '')]
    .join('\n')
    .toLowerCase();
