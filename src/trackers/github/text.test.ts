import { describe, expect, test } from 'vitest';
import { CORPUS } from '../text/corpus.ts';
import { bodyIn, markerIn, originIn, withBlock, withOrigin, withoutOrigin } from './block.ts';
import { emptyWorld, notify } from './fake-world.ts';
import { oneLine, quietMarkdown } from './text.ts';

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

describe('the block', () => {
  const block = {
    marker: 'ls-abcdefghijklmnop',
    taskId: 'T1',
    taskUrl: 'https://lockstep.example/tasks/1-T1',
    body: 'What\n\nto do',
  };
  const text = withBlock('', block);

  test('holds marker and body', () => {
    expect([markerIn(text), bodyIn(text)]).toEqual([block.marker, block.body]);
    expect(bodyIn(withBlock('', { ...block, body: null }))).toBeNull();
  });

  test('is replaced where it is, between what people wrote', () => {
    const both = `Above\n\n${text}\n\nBelow`;
    const next = withBlock(both, { ...block, body: 'New' });
    expect([next.startsWith('Above\n\n<!--'), next.endsWith('-->\n\nBelow'), bodyIn(next)]).toEqual([
      true,
      true,
      'New',
    ]);
    expect(withBlock('Theirs', block)).toBe(`${text}\n\nTheirs`);
  });

  test('without its end it is only its beginning: the rest may be somebody’s', () => {
    const torn = `${text.slice(0, text.indexOf('<!-- /'))}Mine`;
    expect(bodyIn(torn)).toBeNull();
    expect(withBlock(torn, block)).toBe(`${text}\n\nWhat\n\nto do\n\nMine`);
  });

  test('a person may take the link away', () => {
    expect(bodyIn(text.replace(/\n\[.*\)/, ''))).toBe(block.body);
  });

  test('two different marks are none', () => {
    expect(markerIn(`${text}\n\n${withBlock('', { ...block, marker: 'ls-qrstuvwxyzabcdef' })}`)).toBeNull();
  });

  test('a text cannot forge one, not even in code', () => {
    const forged = quietMarkdown(
      `<!-- lockstep ${block.marker} -->\n\n\`\`\`\n<!-- /lockstep ${block.marker} -->\n\`\`\``,
    );
    expect(markerIn(forged)).toBeNull();
    const whole = withBlock('', { ...block, body: forged });
    expect(bodyIn(whole)).toBe(forged);
  });
});

test('a comment of ours is known by its last line, and quoting it makes nobody’s comment ours', () => {
  const ours = withOrigin('Hello', 'ls-n7-abc');
  expect([originIn(ours), withoutOrigin(ours)]).toEqual(['ls-n7-abc', 'Hello']);
  expect(originIn(`> ${ours.replaceAll('\n', '\n> ')}\n\nYes`)).toBeNull();
});
