/** An import on its way, refused, and done. */
import { Alert, Button, Group, List, Paper, Progress, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Imported } from '../../api/imports.ts';
import { Problem } from '../../api/problem.ts';
import { importTexts as texts } from '../../texts/imports.ts';
import { ProblemBox } from '../../ui/problem-box.tsx';

/** `part`: what was sent, from 0 to 1. */
export function Sending({ part }: { readonly part: number }) {
  const percent = Math.round(part * 100);
  const words = part < 1 ? texts.sending(percent) : texts.reading;
  return (
    <div>
      <Text size="sm" mb={4} aria-live="polite">
        {words}
      </Text>
      <Progress value={percent} animated={part >= 1} aria-label={words} />
    </div>
  );
}

/** What is wrong with the file, row by row. */
export function Refused({ error }: { readonly error: Error }) {
  const lines = error instanceof Problem ? error.fields['content']?.split('\n') : undefined;
  if (lines === undefined) return <ProblemBox error={error} />;
  return (
    <Alert color="red" variant="outline" role="alert" title={texts.refused}>
      <Text size="sm" mb="xs">
        {texts.refusedAbout}
      </Text>
      <List size="sm">
        {lines.map((line) => (
          <List.Item key={line} className="anywhere">
            {line}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

interface ImportDoneProps {
  readonly projectId: number;
  readonly imported: Imported;
  readonly again: () => void;
}

export const ImportDone = ({ projectId, imported: { counts }, again }: ImportDoneProps) => (
  <Paper withBorder p="lg">
    <Stack align="flex-start">
      <Text component="output" fw={600}>
        {texts.done}
      </Text>
      <Text size="sm">
        {texts.doneSays(counts.created, counts.changed)}
        {counts.closed !== undefined && texts.turned(counts.closed, counts.reopened ?? 0)}
      </Text>
      <Group>
        <Button component={Link} to={`/projects/${projectId}`}>
          {texts.toTasks}
        </Button>
        <Button variant="default" onClick={again}>
          {texts.another}
        </Button>
      </Group>
    </Stack>
  </Paper>
);
