/** Text that people wrote, as they meant it. What reads Markdown comes when the first text is shown. */
import { Text, Typography } from '@mantine/core';
import { lazy, Suspense } from 'react';
import './markdown.css';

const Elements = lazy(async () => ({ default: (await import('./markdown-elements.tsx')).MarkdownElements }));

export const Markdown = ({ text }: { readonly text: string }) => (
  <Suspense fallback={<Text className="as-written">{text}</Text>}>
    <Typography className="markdown">
      <Elements text={text} />
    </Typography>
  </Suspense>
);
