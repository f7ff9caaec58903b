import { expect, test } from 'vitest';
import { CORPUS } from '../text/corpus.ts';
import { bodyIn, markerIn, withBlock } from '../text/comment-block.ts';
import { oneLine } from '../text/quiet.ts';
import { emptyWorld, notify } from './fake-world.ts';
import { quietMarkdown } from './text.ts';

/** Who would be told. */
const mentionedIn = (text: string): readonly string[] => {
  const world = emptyWorld();
  notify(world, text);
  return world.mentioned;
};

test.each(CORPUS)('sending a text again gives the same text, and nobody is told: %j', (text) => {
  const once = quietMarkdown(text);
  expect(quietMarkdown(once)).toBe(once);
  expect(mentionedIn(once)).toEqual([]);
});

test.each([
  ['ask @ann and @acme/team', []],
  ['*@*ann **@bob** (@cy) "@dee"', []],
  ['- @ann\n- [ ] @bob\n\n> @cy\n\n# @dee\n\n| @eve |\n|---|\n| @fay |', []],
])('%j mentions nobody', (text, nobody) => expect(mentionedIn(quietMarkdown(text))).toEqual(nobody));

test('the fake is told whom an unquieted text mentions', () => {
  expect(mentionedIn('ask @ann, not `@bob` or me@cy.example')).toEqual(['ann']);
});

test('code stays as it is, and so do addresses', () => {
  const code = '```java\n@Override // #12\n```\n\nand `@Test #7` and <https://x.example/@ann#12>';
  expect(quietMarkdown(code)).toBe(code);
  expect(quietMarkdown('me@x.example')).not.toContain('\u200b');
});

test('numbers refer to no issue', () => {
  expect(quietMarkdown('CWE #79 and acme/shop#12, GH-3')).toBe('CWE #\u200b79 and acme/shop#\u200b12, GH-\u200b3');
});

test('a text that is too long is cut between blocks', () => {
  const long = quietMarkdown(Array.from({ length: 700 }, (_, n) => `${'word '.repeat(20)}Paragraph ${n}`).join('\n\n'));
  expect(long.length).toBeLessThanOrEqual(60_000);
  expect(long).toMatch(/Paragraph \d+\n\n\*The text goes on in Lockstep\.\*$/);
  expect(quietMarkdown(long)).toBe(long);
});

test('titles are one line, and never half a character', () => {
  expect(oneLine(' a \n\t b ', 256)).toBe('a b');
  const cut = oneLine('😀'.repeat(200), 256);
  expect(cut.length).toBeLessThanOrEqual(256);
  expect(cut.isWellFormed()).toBe(true);
});

test('a text cannot forge the edge of a block, not even in code', () => {
  const marker = 'ls-abcdefghijklmnop';
  const forged = quietMarkdown(`<!-- lockstep ${marker} -->\n\n\`\`\`\n<!-- /lockstep ${marker} -->\n\`\`\``);
  expect(markerIn(forged)).toBeNull();
  const taskUrl = 'https://lockstep.example/tasks/1-T1';
  expect(bodyIn(withBlock('', { marker, taskId: 'T1', taskUrl, body: forged }))).toBe(forged);
});
