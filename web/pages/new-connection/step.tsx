/** One step of several on a page: done and told in a line, being done, or still to come. */
import { Button, Group, Paper, Text, ThemeIcon, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { newTexts as texts } from '../../texts/new-connection.ts';

export type StepState = 'done' | 'now' | 'later';

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly state: StepState;
  /** What came of it. */
  readonly summary?: ReactNode;
  readonly change?: () => void;
  readonly children: ReactNode;
}

export function Step({ number, title, state, summary, change, children }: StepProps) {
  const heading = useHeading(state === 'now');
  return (
    <Paper withBorder p="md" component="section" aria-label={title} aria-current={state === 'now' ? 'step' : undefined}>
      <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
        <Group gap="sm" wrap="nowrap" align="center">
          <ThemeIcon size={26} radius="xl" variant={state === 'later' ? 'default' : 'filled'} aria-hidden>
            {state === 'done' ? '✓' : number}
          </ThemeIcon>
          <Title order={2} ref={heading} tabIndex={-1} {...(state === 'later' ? { c: 'dimmed' } : {})}>
            {title}
          </Title>
          {state === 'done' && (
            <Text size="sm" visibleFrom="sm">
              {summary}
            </Text>
          )}
        </Group>
        {state === 'done' && change !== undefined && (
          <Button size="compact-sm" variant="default" onClick={change} aria-label={`${texts.change}: ${title}`}>
            {texts.change}
          </Button>
        )}
      </Group>
      {state === 'done' && (
        <Text size="sm" hiddenFrom="sm" mt={4}>
          {summary}
        </Text>
      )}
      {state === 'now' && <div className="step-body">{children}</div>}
    </Paper>
  );
}

/** Goes to the step that begins; not to the first one, when the page opens. */
function useHeading(now: boolean) {
  const heading = useRef<HTMLHeadingElement>(null);
  const opening = useRef(true);
  useEffect(() => {
    if (now && !opening.current) {
      heading.current?.focus({ preventScroll: true });
      heading.current?.scrollIntoView({ block: 'center' });
    }
    opening.current = false;
  }, [now]);
  return heading;
}
