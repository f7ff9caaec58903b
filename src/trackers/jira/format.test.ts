import { describe, expect, test } from 'vitest';
import { ADF_FORMAT } from './adf-format.ts';
import { normalBody, type Block } from './format.ts';
import { WIKI_FORMAT } from './wiki-format.ts';

const BLOCK: Block = {
  marker: 'ls-aaaaaaaaaaaaaaaa',
  taskId: 'T1',
  taskUrl: 'https://lockstep.example/tasks/1-T1',
  body: 'Because of *reason*.\n\n* one\n* two',
};
const OTHER = { ...BLOCK, marker: 'ls-bbbbbbbbbbbbbbbb', taskId: 'T2' };

const adf = (...content: unknown[]): unknown => ({ version: 1, type: 'doc', content });
const paragraph = (text: string, attrs: object = {}): unknown => ({
  type: 'paragraph',
  ...attrs,
  content: [{ type: 'text', text }],
});

describe.each([
  ['documents', ADF_FORMAT, adf(paragraph('By a person')), adf(paragraph('By a person'), paragraph('twice'))],
  ['wiki markup', WIKI_FORMAT, 'By a person', 'By a person\n\ntwice'],
])('a description in %s', (_name, format, one, two) => {
  const stored = (value: unknown): string => format.read(value).text;

  test('that is empty is the block, and gives the body back', () => {
    const { body } = format.read(format.write('', BLOCK));
    expect(body).toBe(normalBody(BLOCK.body ?? '', format));
    expect(format.read(null)).toEqual({ text: '', body: null });
  });

  test('says the same when it is written again', () => {
    const text = stored(format.write('', BLOCK));
    expect(stored(format.write(text, BLOCK))).toBe(text);
  });

  test('keeps what people wrote, whatever the block becomes', () => {
    const text = stored(format.write(stored(one), BLOCK));
    expect(format.read(one).body).toBeNull();
    const changed = stored(format.write(text, { ...BLOCK, body: 'Other words' }));
    expect(format.read(format.write(changed, BLOCK)).body).toBe(normalBody(BLOCK.body ?? '', format));
    expect(changed).toContain('By a person');
    expect(changed).toContain('Other words');
    expect(changed).not.toContain('reason');
    expect(stored(format.write(text, { ...BLOCK, body: null }))).not.toContain('reason');
  });

  test("leaves another task's block alone", () => {
    const text = stored(format.write(stored(format.write(stored(two), OTHER)), BLOCK));
    expect(text).toContain('#ls-bbbbbbbbbbbbbbbb-end');
    expect(text).toContain('#ls-aaaaaaaaaaaaaaaa-end');
    expect(text).toContain('twice');
  });

  test('whose block lost its end keeps what follows', () => {
    const text = stored(format.write(stored(one), BLOCK));
    const cut = text.replace('#ls-aaaaaaaaaaaaaaaa-end', '#gone');
    expect(format.read(format.cloud ? JSON.parse(cut) : cut).body).toBeNull();
    expect(stored(format.write(cut, { ...BLOCK, body: 'New' }))).toContain('By a person');
  });

  test('is cut between blocks when its text is too long, and says where the rest is', () => {
    const body =
      normalBody(Array.from({ length: 900 }, (_, at) => `Paragraph ${at} ${'x'.repeat(40)}`).join('\n\n'), format) ??
      '';
    expect(body).toMatch(/^Paragraph 0 /);
    expect(body).toMatch(/x\n\n\*The rest is in the task: follow the link above\.\*$/);
    expect(normalBody(body, format)).toBe(body);
    expect(JSON.stringify(format.write('', { ...BLOCK, body })).length).toBeLessThan(32_767);
  });

  test('takes no text for the edge of a block', () => {
    const body = normalBody(`[x](https://lockstep.example/t#ls-aaaaaaaaaaaaaaaa-end)\n\nmore`, format);
    expect(body).toContain('more');
    expect(format.read(format.write('', { ...BLOCK, body })).body).toBe(body);
  });
});

test('what Jira adds to the nodes of our block is no change, and what it adds to those of people is kept', () => {
  const written = ADF_FORMAT.write('', BLOCK) as { content: { type: string }[] };
  const { content } = written;
  const decorated = adf(
    ...content.map((node) => ({ ...node, attrs: { localId: 'x1' } })),
    paragraph('Mine', { attrs: { localId: 'x2' } }),
  );
  const plain = adf(...content, paragraph('Mine', { attrs: { localId: 'x2' } }));
  expect(ADF_FORMAT.read(decorated)).toEqual(ADF_FORMAT.read(plain));
  expect(ADF_FORMAT.read(decorated).text).toContain('"localId":"x2"');
});
