/** Events of an item, run by run and person by person. */
import { Group, Stack, Text, Timeline } from '@mantine/core';
import type { ItemEvent } from '../../api/items.ts';
import { itemTexts as texts } from '../../texts/items.ts';
import { Person } from '../../ui/person.tsx';
import { Time } from '../../ui/time.tsx';
import { To } from '../../ui/to.tsx';
import { FieldChanges } from './field-changes.tsx';
import { chapters, type Chapter, type Told } from './item-events.ts';

/** Newest first, as the events are. */
export const HistoryTimeline = ({ events }: { readonly events: readonly ItemEvent[] }) => (
  <Timeline bulletSize={12} lineWidth={2} active={-1}>
    {chapters(events).map((chapter) => (
      <Timeline.Item key={chapter.key} title={<Who chapter={chapter} />}>
        <Stack gap="xs" mt={4}>
          {chapter.told.map((told) => (
            <Event key={told.id} told={told} />
          ))}
        </Stack>
      </Timeline.Item>
    ))}
  </Timeline>
);

const Who = ({ chapter: { at, connection: id, job, user } }: { readonly chapter: Chapter }) => (
  <Group gap="xs">
    {job !== null && (
      <To to="/connections/$id/runs/$job" params={{ id, job }}>
        {texts.run(job)}
      </To>
    )}
    {job === null && (
      <Text size="sm" fw={500}>
        {user === null ? texts.person : <Person id={user} />}
      </Text>
    )}
    <Text size="sm" c="dimmed">
      <Time at={at} />
    </Text>
  </Group>
);

const Event = ({ told: { title, issue, changes, says } }: { readonly told: Told }) => (
  <div>
    <Text size="sm" fw={500}>
      {title}
      {issue !== null && ` (${issue})`}
    </Text>
    {says.map((text) => (
      <Text key={text} size="sm">
        {text}
      </Text>
    ))}
    <FieldChanges changes={changes} />
  </div>
);
