/** What was seen, decided and written about a task in all its connections, the newest first. */
import { Anchor, Button, Group, Stack, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { taskHistory, type TaskEvent, type TaskPlace } from '../../api/tasks.ts';
import { explanationTexts, taskTexts as texts } from '../../texts/projects.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Time } from '../../ui/time.tsx';
import { eventWords } from './event-words.ts';

const STEP = 20;

export function TaskHistory({ place }: { readonly place: TaskPlace }) {
  const [size, setSize] = useState(STEP);
  const query = useQuery(taskHistory(place, size));
  return (
    <Loaded query={query} lines={3}>
      {({ count, results }) => {
        if (count === 0)
          return (
            <Text size="sm" c="dimmed">
              {texts.noHistory}
            </Text>
          );
        return (
          <Stack align="flex-start">
            <Timeline bulletSize={12} lineWidth={2}>
              {results.map((event) => (
                <OneEvent key={event.id} event={event} />
              ))}
            </Timeline>
            {count > results.length && (
              <Button variant="default" size="xs" onClick={() => setSize(size + STEP)}>
                {texts.older}
              </Button>
            )}
          </Stack>
        );
      }}
    </Loaded>
  );
}

function OneEvent({ event }: { readonly event: TaskEvent }) {
  const { title, lines } = eventWords(event);
  return (
    <Timeline.Item
      title={
        <Text size="sm" fw={500} className="anywhere">
          {title}
        </Text>
      }
    >
      {lines.map((line) => (
        <Text key={line} size="sm" className="anywhere">
          {line}
        </Text>
      ))}
      <Group gap={6}>
        <Text size="xs" c="dimmed">
          <Time at={event.at} />
        </Text>
        {event.job !== null && (
          <Anchor component={Link} to={`/connections/${event.connection}/runs/${event.job}`} size="xs">
            {explanationTexts.run(event.job)}
          </Anchor>
        )}
      </Group>
    </Timeline.Item>
  );
}
