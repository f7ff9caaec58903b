import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { MarkdownElements } from './markdown-elements.tsx';

const html = (text: string): string => renderToStaticMarkup(createElement(MarkdownElements, { text }));

test('what people write looks as they meant it', () => {
  expect(html('**Done when**\n\n- a *b*\n- [x] `c`')).toBe(
    '<p><strong>Done when</strong></p><ul><li>a <em>b</em></li><li>☑ <code>c</code></li></ul>',
  );
  expect(html('3. x\n\n   y')).toBe('<ol start="3"><li><p>x</p><p>y</p></li></ol>');
  expect(html('# a\n\n###### b')).toBe('<h3>a</h3><h6>b</h6>');
  expect(html('| a |\n| - |\n| b |')).toBe(
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
  );
  expect(html('```\n<b>\n```')).toBe('<pre><code>&lt;b&gt;</code></pre>');
});

test('HTML stays the text that it is', () => {
  expect(html('<script>alert(1)</script>')).toBe('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html('a <img src=x onerror="alert(1)"> b')).toBe('<p>a &lt;img src=x onerror=&quot;alert(1)&quot;&gt; b</p>');
});

test('links lead to the web or a mailbox, and nowhere else', () => {
  const away = (url: string, text: string) => `<p><a href="${url}" rel="noreferrer noopener">${text}</a></p>`;
  expect(html('[a](https://example.com/x)')).toBe(away('https://example.com/x', 'a'));
  expect(html('[a](mailto:a@example.com)')).toBe(away('mailto:a@example.com', 'a'));
  expect(html('[a][b]\n\n> [b]: https://example.com')).toContain(away('https://example.com', 'a'));
  for (const url of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    '&#106;avascript:alert(1)',
    'data:text/html,x',
    '/x',
  ])
    expect(html(`[a](${url}) ![c](${url}) [d][e]\n\n[e]: ${url}`)).toBe('<p>a c d</p>');
  expect(html('<javascript:alert(1)>')).toBe('<p>javascript:alert(1)</p>');
});

test('a picture is a link to it', () => {
  expect(html('![plan](https://example.com/p.png)')).toBe(
    '<p><a href="https://example.com/p.png" rel="noreferrer noopener">plan</a></p>',
  );
});
