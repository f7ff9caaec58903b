/** Stops the schedule of a connection, and lets it go on. */
import { Group, Stack, Text, Title } from '@mantine/core';
import { pauseConnection, resumeConnection } from '../../api/connection-write.ts';
import type { Connection } from '../../api/connections.ts';
import { settingsTexts as texts } from '../../texts/connection-settings.ts';
import { Act } from '../../ui/act.tsx';
import { Time } from '../../ui/time.tsx';

export function ScheduleSettings({ row: { id, frequency, schedule } }: { readonly row: Connection }) {
  const paused = (schedule?.paused ?? null) !== null;
  const byHand = frequency === 'manually';
  const next = schedule?.next_run_at ?? null;
  return (
    <Stack gap="sm" component="section">
      <Title order={2}>{texts.scheduleTitle}</Title>
      <Text size="sm">
        {paused ? texts.paused : byHand ? texts.byHand : texts.running}{' '}
        {next !== null && (
          <>
            {texts.nextRun} <Time at={next} />.
          </>
        )}
      </Text>
      <Group>
        {paused ? (
          <Act variant="default" act={() => resumeConnection(id)} done={texts.resumedNow}>
            {texts.resume}
          </Act>
        ) : (
          <Act
            variant="default"
            act={() => pauseConnection(id)}
            done={texts.pausedNow}
            why={byHand ? texts.pauseWhy : null}
          >
            {texts.pause}
          </Act>
        )}
      </Group>
    </Stack>
  );
}
