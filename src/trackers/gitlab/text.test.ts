import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withBlock, withOrigin } from '../text/comment-block.ts';
import { CORPUS } from '../text/corpus.ts';
import { commandsIn, mentionsIn } from './fake-text.ts';
import { quietMarkdown, quietTitle } from './text.ts';

const aPart = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '/close',
    '/label ~x',
    '/title ',
    '@ann',
    '@all',
    ' ',
    '\n',
    '\n\n',
    '> ',
    '- ',
    '```',
    '~~~',
    '`',
    '\\',
    '  \n',
    '<br>',
    '\r\n',
    '#12',
    '*',
    '[',
    '](',
  ),
);
const aText = fc.array(aPart, { maxLength: 12 }).map((parts) => parts.join(''));

/** A text in the places in which we send one. */
const places = (text: string): readonly string[] => {
  const marker = 'ls-aaaaaaaaaaaaaaaa';
  const body = quietMarkdown(text);
  const block = withBlock('', { marker, taskId: 'T1', taskUrl: 'https://lockstep.example/t', body });
  return [block, withOrigin(body, marker), body, quietTitle(text)];
};

test('whatever a text says: nothing is done, nobody is told, and a second time changes nothing', () => {
  fc.assert(
    fc.property(aText, (text) => {
      for (const sent of places(text)) {
        expect(commandsIn(sent).commands).toEqual([]);
        expect(mentionsIn(sent)).toEqual([]);
        // GitLab gives it back as it was.
        expect(commandsIn(sent).rest).toBe(sent);
      }
      expect(quietMarkdown(quietMarkdown(text))).toBe(quietMarkdown(text));
      expect(quietTitle(quietTitle(text))).toBe(quietTitle(text));
    }),
    { numRuns: 500 },
  );
});

test.each(CORPUS.map((text) => [text]))('%j stays as it is the second time', (text) => {
  expect(quietMarkdown(quietMarkdown(text))).toBe(quietMarkdown(text));
});

test.each([
  ['Text\n\n/close', 'Text\n\n/\u200bclose'],
  ['/label ~"a b"', '/\u200blabel \\~"a b"'],
  ['a\\\n/close', 'a\\\n/\u200bclose'],
  ['/etc/passwd is a file', '/etc/passwd is a file'],
  ['ann@example.com and @ann', '<ann@example.com> and @\u200bann'],
  ['`@ann` and\n\n```java\n@Override\n/close\n```', '`@ann` and\n\n```java\n@Override\n/close\n```'],
  ['[see](https://x.example/@ann#1)', '[see](https://x.example/@ann#1)'],
  ['as in #12, !3 and &4', 'as in #\u200b12, !\u200b3 and &\u200b4'],
])('%j is sent as %j', (text, sent) => expect(quietMarkdown(text)).toBe(sent));

test('a title is one line of 255 characters, and quiet', () => {
  expect(quietTitle('T1: tell @all\n of #7')).toBe('T1: tell @\u200ball of #\u200b7');
  expect(quietTitle(`${'x'.repeat(254)}😀`)).toBe(`${'x'.repeat(254)}…`);
  expect(quietTitle('@a '.repeat(100)).length).toBeLessThanOrEqual(255);
});

test('a text that is too long is cut between blocks, and says so', () => {
  const long = quietMarkdown(`${'word '.repeat(100)}end.\n\n`.repeat(130));
  expect(long.length).toBeLessThanOrEqual(60_000);
  expect(long).toMatch(/end\.\n\n\*The text goes on in Lockstep\.\*$/);
});
