import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../model/secret.ts';
import { redact } from './redact.ts';

test('a secret does not survive, plain, in a URL or in JSON', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8 }), fc.string(), (clear, around) => {
      fc.pre(!clear.includes('*') && clear.isWellFormed());
      const text = `${around}${clear} ?q=${encodeURIComponent(clear)} ${JSON.stringify({ clear })}`;
      expect(redact(text, [new Secret(clear)])).not.toContain(clear);
    }),
  );
});

test.each([
  ['{"user":{"login":"a","api_key":"0123abc"}}', '{"user":{"login":"a","api_key":"********"}}'],
  ['GET /issues.json?limit=1&key=0123abc&x=1', 'GET /issues.json?limit=1&key=********&x=1'],
  ['Authorization: Basic 0123abc\nAccept: */*', 'Authorization: ********\nAccept: */*'],
  ['{"X-Redmine-API-Key":"0123abc"}', '{"X-Redmine-API-Key":"********"}'],
  ['set-cookie: s=1; path=/', 'set-cookie: ********'],
  ['ZSESSIONID: _0123abc', 'ZSESSIONID: ********'],
  ['{"OperationResult":{"SecurityToken":"0123abc"}}', '{"OperationResult":{"SecurityToken":"********"}}'],
])('what usually holds a credential is masked: %s', (text, masked) => expect(redact(text, [])).toBe(masked));

test('nothing else is touched', () =>
  expect(redact('keys are kept; a token is a word', [])).toBe('keys are kept; a token is a word'));
