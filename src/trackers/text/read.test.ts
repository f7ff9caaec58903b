import { expect, test } from 'vitest';
import { fromAdf, toAdf } from './adf.ts';
import type { AdfMark, AdfNode } from './adf-node.ts';
import { fromHtml, toHtml } from './html.ts';
import { fromWiki, toWiki } from './wiki.ts';

const text = (value: string, ...marks: AdfMark[]): AdfNode => ({ type: 'text', text: value, marks });
const node = (type: string, content: AdfNode[], attrs: Record<string, unknown> = {}): AdfNode => ({
  type,
  attrs,
  content,
});
const leaf = (type: string, attrs: Record<string, unknown>): AdfNode => ({ type, attrs });
const p = (...content: AdfNode[]): AdfNode => node('paragraph', content);

test.each<[string, AdfNode, string]>([
  [
    'marks',
    p(
      text('a', { type: 'strong' }),
      text('b', { type: 'underline' }),
      text(' '),
      text('c', { type: 'subsup', attrs: { type: 'sub' } }),
    ),
    '**a**b c',
  ],
  ['colour', p(text('red', { type: 'textColor', attrs: { color: '#f00' } }, { type: 'em' })), '*red*'],
  ['link', p(text('x', { type: 'link', attrs: { href: 'https://x.example/' } })), '[x](https://x.example/)'],
  ['bad link', p(text('x', { type: 'link', attrs: { href: 'javascript:alert(1)' } })), 'x'],
  ['mention', p(leaf('mention', { id: '1', text: '@Ann' })), '@Ann'],
  ['emoji', p(leaf('emoji', { shortName: ':smile:', text: '😀' })), '😀'],
  ['card', p(leaf('inlineCard', { url: 'https://x.example/1' })), '<https://x.example/1>'],
  ['block card', leaf('blockCard', { url: 'https://x.example/1' }), '<https://x.example/1>'],
  ['date', p(leaf('date', { timestamp: '1700000000000' })), '2023-11-14'],
  ['status', p(leaf('status', { text: 'DONE', color: 'green' })), 'DONE'],
  ['media', node('mediaSingle', [leaf('media', { id: '1', type: 'file', alt: 'pic.png' })]), 'pic.png'],
  ['panel', node('panel', [p(text('note'))], { panelType: 'info' }), '> note'],
  ['expand', node('expand', [p(text('in'))], { title: 'More' }), '**More**\n\nin'],
  ['rule', { type: 'rule' }, '---'],
  ['code', node('codeBlock', [text('a\nb')], { language: 'js' }), '```js\na\nb\n```'],
  ['decisions', node('decisionList', [node('decisionItem', [text('so be it')])]), '- so be it'],
  ['unknown', node('somethingNew', [p(text('kept'))]), 'kept'],
  ['broken', { type: 'heading', attrs: { level: 'x' }, content: [null, text('t')] as AdfNode[] }, '###### t'],
  [
    'cells',
    node('table', [node('tableRow', [node('tableCell', [p(text('a')), p(text('b'))]), node('tableCell', [])])]),
    '| a<br>b | |\n| - | - |',
  ],
])('ADF: %s', (_name, adf, markdown) => expect(fromAdf([adf])).toBe(markdown));

test.each([
  ['h2. Title\ntext', '## Title\n\ntext'],
  ['*b* _i_ -s- +u+ {{c}} a{*}b{*}c', '**b** *i* ~~s~~ u `c` a**b**c'],
  ['line\nline \\\\ line', 'line\\\nline\\\nline'],
  ['* a\n** b\n*# c\n# d', '- a\n\n  - b\n\n  1. c\n\n1. d'],
  ['- a\nmore\n{code:java}\nx;\n{code}\nend', '- a\\\n  more\n\n  ```java\n  x;\n  ```\n\n  end'],
  ['||h||i||\n|a|[x|https://x.example/]|', '| h | i |\n| - | - |\n| a | [x](https://x.example/) |'],
  ['{quote}\nq\n{quote}\nbq. r', '> q\n\n> r'],
  ['{panel:title=T|x=y}in{panel}', '> **T**\n>\n> in'],
  ['{noformat}*a*{noformat}', '```\n*a*\n```'],
  ['{color:red}*x*{color} {unknown:y}', '**x** {unknown:y}'],
  ['[~ann] [^file.txt] [x|https://x.example/|smart-link] [y]', '@ann file.txt [x](https://x.example/) \\[y]'],
  ['!pic.png|thumbnail! wow! so!', 'pic.png wow! so!'],
  ['\\*a\\* \\{x} &#42; 2 * 3 a_b_c', '\\*a\\* {x} \\* 2 \\* 3 a_b_c'],
  ['----', '---'],
])('wiki: %j', (wiki, markdown) => expect(fromWiki(wiki)).toBe(markdown));

test.each([
  ['<div>a</div><div>b<br>c</div>', 'a\n\nb\\\nc'],
  ['<b>b</b> <i onclick="x()">i</i> <strike>s</strike> <u>u</u>', '**b** *i* ~~s~~ u'],
  ['<script>alert(1)</script><style>p{}</style>ok<iframe src="https://x.example"></iframe>', 'ok'],
  [
    '<a href="javascript:alert(1)" onmouseover="x()">x</a> <a href="https://x.example/">y</a>',
    'x [y](https://x.example/)',
  ],
  ['<img src="https://x.example/i.png" onerror="alert(1)" alt="i">', '[i](https://x.example/i.png)'],
  ['<ol start="3"><li>c</li></ol>', '3. c'],
  ['<table><tr><td>a</td><td>b</td></tr></table>', '| a | b |\n| - | - |'],
  ['<pre>x  y\n z</pre>', '```\nx  y\n z\n```'],
  ['&lt;b&gt; *x* @ann', '\\<b> \\*x\\* @ann'],
])('HTML: %j', (html, markdown) => expect(fromHtml(html)).toBe(markdown));

test('wiki markup keeps literal text from becoming markup', () => {
  expect(toWiki('\\* {x} @ann [~ann] | !i.png! ---- :) (x) a\\\\*b a_b')).toBe(
    '\\* \\{x\\} @ann \\[\\~ann\\] \\| \\!i.png! \\-\\-\\-\\- :\\) \\(x) a&#92;\\*b a_b',
  );
  expect(toWiki('h1\\. a  \nbq. b  \n\\# c')).toBe('&#104;1. a\n&#98;q. b\n&#35; c');
});

test('ADF has text where the schema has no room for more', () => {
  expect(toAdf('- # *h*\n  | a | b |\n  |---|---|')).toEqual([
    {
      type: 'bulletList',
      content: [
        {
          type: 'listItem',
          content: [
            { type: 'paragraph', content: [{ type: 'text', text: 'h', marks: [{ type: 'strong' }, { type: 'em' }] }] },
            { type: 'paragraph', content: [{ type: 'text', text: 'a | b' }] },
          ],
        },
      ],
    },
  ]);
});

test('HTML escapes what is text', () => {
  expect(toHtml('5 < 6 & `<script>` [x](https://x.example/?a=1&b="2")')).toBe(
    '<p>5 &lt; 6 &amp; <code>&lt;script&gt;</code> x (https://x.example/?a=1&amp;b=&quot;2&quot;)</p>',
  );
});
