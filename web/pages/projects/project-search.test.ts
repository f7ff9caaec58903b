import { expect, test } from 'vitest';
import { projectsSearch, taskQuery, tasksSearch } from './project-search.ts';

test('an address is read as what it says, whatever somebody typed', () => {
  expect(tasksSearch({ q: 'card', status: 'TS2', phase: '', priority: 'high', sort: '-id', more: 1 })).toEqual({
    q: 'card',
    status: 'TS2',
    priority: 'high',
    sort: '-id',
  });
  expect(tasksSearch({ q: 404, status: ['TS2'], phase: null, priority: 'toString' })).toEqual({ q: '404' });
  expect(projectsSearch({ archived: true, q: {}, sort: 'name' })).toEqual({ archived: true, sort: 'name' });
  expect(projectsSearch({ archived: 'no' })).toEqual({});
});

test('the API is asked for what the address says', () => {
  expect(taskQuery({})).toEqual({});
  expect(taskQuery({ q: 'card', status: 'TS2', phase: 'X1', priority: 'medium', sort: 'id' })).toEqual({
    search: 'card',
    status: 'TS2',
    phase: 'X1',
    priority__gte: 4,
    priority__lte: 6,
  });
});
