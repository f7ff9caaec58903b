import { expect, test } from 'vitest';
import { trackerPlace } from './tracker-place.ts';

test.each([
  [undefined, null],
  [{}, null],
  [{ issue_tracker_project: 'PAY' }, { project: 'PAY', url: null }],
  [
    { issue_tracker_project: 'PAY', issue_tracker_server: 'jira.example.com' },
    { project: 'PAY', url: 'https://jira.example.com' },
  ],
  [
    {
      issue_tracker_project: 'PAY',
      issue_tracker_server: '127.0.0.1:8080',
      issue_tracker_method: 'http',
      issue_tracker_context_root: 'jira',
    },
    { project: 'PAY', url: 'http://127.0.0.1:8080/jira' },
  ],
  [
    { issue_tracker_project: 'PAY', issue_tracker_server: 'not a server' },
    { project: 'PAY', url: null },
  ],
])('%j', (params, place) => {
  expect(trackerPlace(params === undefined ? {} : { params })).toEqual(place);
});
