/** A text to take along. */
import { Button, Code, CopyButton, Group } from '@mantine/core';
import { common } from '../texts/common.ts';

export const Copied = ({ text }: { readonly text: string }) => (
  <Group gap="xs">
    <Code className="anywhere">{text}</Code>
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="default" onClick={copy}>
          {copied ? common.copied : common.copy}
        </Button>
      )}
    </CopyButton>
  </Group>
);
