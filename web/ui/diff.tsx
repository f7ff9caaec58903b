/** Two texts as one: what went is struck out, what came is underlined; colour only helps. */
import { Text } from '@mantine/core';
import './diff.css';
import { wordDiff } from './word-diff.ts';

const TAGS = { same: 'span', gone: 'del', new: 'ins' } as const;

/** Texts that have nothing in common stand one after the other. */
export function Diff({ before, after }: { readonly before: string; readonly after: string }) {
  const parts = wordDiff(before, after);
  const apart = parts.length === 2 && parts.every(({ kind }) => kind !== 'same');
  return (
    <Text component="span" size="sm" className="diff">
      {parts.map(({ kind, text }, index) => {
        const Tag = TAGS[kind];
        return (
          <span key={index}>
            {apart && index > 0 && ' → '}
            <Tag>{text}</Tag>
          </span>
        );
      })}
    </Text>
  );
}
