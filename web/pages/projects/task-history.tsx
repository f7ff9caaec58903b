/** What was seen, decided and written about a task in all its connections, the newest first. */
import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { taskHistory, type TaskPlace } from '../../api/tasks.ts';
import { taskTexts as texts } from '../../texts/projects.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { HistoryTimeline } from '../connection/history-timeline.tsx';

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
            <HistoryTimeline events={results} />
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
