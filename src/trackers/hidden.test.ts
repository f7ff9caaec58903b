import { expect, test } from 'vitest';
import { isHidden } from './hidden.ts';

test.each([
  [404, { message: '404 Not found' }, true],
  [403, { errorMessages: ['You do not have the permission'] }, true],
  [200, {}, false],
  [401, {}, false],
  // A page of a proxy, and an answer without a word.
  [403, null, false],
  [404, null, false],
])('%i with %j: hidden is %s', (status, body, hidden) => expect(isHidden({ status, body })).toBe(hidden));
