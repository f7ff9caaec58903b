/** Texts that are too long for a field are cut between blocks. */
import { parse, print } from './markdown.ts';

/**
 * The longest prefix of whole blocks for which `render` is at most `limit` long, followed by `more` (Markdown: a link to the
 * rest); the whole text where that fits. `more` alone where nothing else does.
 */
export function fitting(markdown: string, limit: number, render: (markdown: string) => string, more: string): string {
  if (render(markdown).length <= limit) return markdown;
  const blocks = parse(markdown);
  const first = (count: number): string =>
    [print(blocks.slice(0, count)), more].filter((text) => text !== '').join('\n\n');
  let fits = 0;
  let tooMany = blocks.length;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (render(first(middle)).length <= limit) fits = middle;
    else tooMany = middle;
  }
  return first(fits);
}
