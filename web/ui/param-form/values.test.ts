import { describe, expect, test } from 'vitest';
import type { ParamField } from '../../api/plugins.ts';
import { given, isOwn, levelsOf, MASK, shown, withValue, type Draft } from './values.ts';

const field = (name: string, changes: Partial<ParamField> = {}): ParamField => ({
  name,
  label: name,
  description: '',
  field_type: 'string',
  default: null,
  readonly: false,
  max_length: null,
  required: false,
  deprecated: false,
  placeholder: '',
  scope: ['system'],
  help_text: '',
  options: [],
  ...changes,
});

const FIELDS = [
  field('server'),
  field('policy', { default: 'tracker' }),
  field('priority', { field_type: 'select', default: '7' }),
  field('token', { field_type: 'masked_string' }),
  field('issue_tracker_title_format', { default: '$title' }),
];

describe('a connector', () => {
  const levels = levelsOf(
    FIELDS,
    {},
    { server: 'a.example', policy: 'tracker', token: MASK, title_format: 'x $title' },
  );

  test('stores what differs from the defaults, under the names of the schema', () => {
    expect(levels.stored).toEqual({ server: 'a.example', token: MASK, issue_tracker_title_format: 'x $title' });
    expect(shown(levels, {}, 'policy')).toBe('tracker');
    expect(isOwn(levels, {}, 'policy')).toBe(false);
    expect(isOwn(levels, {}, 'server')).toBe(true);
  });

  test('nothing that is so already is sent', () => {
    const changed = withValue(levels, {}, 'server', 'b.example');
    expect(changed).toEqual({ server: 'b.example' });
    expect(withValue(levels, changed, 'server', 'a.example')).toEqual({});
    expect(withValue(levels, {}, 'policy', 'tracker')).toEqual({});
    expect(withValue(levels, {}, 'token', MASK)).toEqual({});
  });

  test('an emptied text takes the value away; back to the default too', () => {
    expect(withValue(levels, {}, 'server', '')).toEqual({ server: null });
    const draft = withValue(levels, {}, 'issue_tracker_title_format', '$title');
    expect(draft).toEqual({ issue_tracker_title_format: null });
    expect(shown(levels, draft, 'issue_tracker_title_format')).toBe('$title');
    expect(isOwn(levels, draft, 'issue_tracker_title_format')).toBe(false);
  });

  test('an empty text where there is a default is a value of its own', () => {
    expect(withValue(levels, {}, 'policy', '')).toEqual({ policy: '' });
  });
});

describe('a connection', () => {
  const levels = levelsOf(
    FIELDS,
    { server: 'a.example', priority: '5', token: MASK },
    { server: 'a.example', priority: 4 },
  );

  test('inherits what its connector says, whatever type the number has', () => {
    expect(levels.inherited).toMatchObject({ server: 'a.example', priority: '5', token: MASK, policy: 'tracker' });
    expect(levels.stored).toEqual({ priority: '4' });
  });

  test('may go back to what its connector says', () => {
    const draft: Draft = withValue(levels, {}, 'priority', null);
    expect(draft).toEqual({ priority: null });
    expect(shown(levels, draft, 'priority')).toBe('5');
    expect(withValue(levels, draft, 'priority', '4')).toEqual({});
  });
});

test('a new one is given its values, and nothing that was taken away', () => {
  expect(given({ a: 'x', b: null, c: false })).toEqual({ a: 'x', c: false });
});
