/** Lists of Jira's wiki markup: lines with bullets, as many as the item is deep. */
import type { BlockContent, List, ListItem } from 'mdast';

export interface BulletLine {
  /** `*` or `-` and `#`, from the outermost list to this one. */
  readonly bullets: string;
  readonly content: BlockContent[];
}

export function nested(lines: readonly BulletLine[], level = 0): List[] {
  const found: List[] = [];
  let deeper: BulletLine[] = [];
  const close = (): void => {
    if (deeper.length > 0)
      lastItem(found, deeper[0]?.bullets[level] === '#').children.push(...nested(deeper, level + 1));
    deeper = [];
  };
  for (const line of lines) {
    if (line.bullets.length > level + 1) {
      deeper.push(line);
      continue;
    }
    close();
    const ordered = line.bullets[level] === '#';
    const last = found.at(-1);
    const item: ListItem = { type: 'listItem', children: line.content };
    if (last !== undefined && last.ordered === ordered) last.children.push(item);
    else found.push({ type: 'list', ordered, children: [item] });
  }
  close();
  return found;
}

/** A line that is deeper than the one before it by more than one has an empty item above. */
function lastItem(lists: List[], ordered: boolean): ListItem {
  const last = lists.at(-1)?.children.at(-1);
  if (last !== undefined) return last;
  const item: ListItem = { type: 'listItem', children: [] };
  lists.push({ type: 'list', ordered, children: [item] });
  return item;
}
