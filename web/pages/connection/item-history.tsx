/** Everything that was seen, decided and written about one item, newest first. */
import { Group, Stack, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { itemHistory } from '../../api/items.ts';
import { itemTexts as texts } from '../../texts/items.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Person } from '../../ui/person.tsx';
import { Section } from '../../ui/section.tsx';
import { Time } from '../../ui/time.tsx';
import { To } from '../../ui/to.tsx';
import { FieldChanges } from './field-changes.tsx';
import { chapters, type Chapter, type Told } from './item-events.ts';
import { useConnection } from './use-connection.ts';

export function ItemHistory({ task }: { readonly task: string }) {
  const { id } = useConnection().connection;
  return (
    <Section title={texts.history}>
      <Loaded query={useQuery(itemHistory(id, task))}>
        {({ results }) =>
          results.length === 0 ? (
            <Text size="sm">{texts.historyNone}</Text>
          ) : (
            <Timeline bulletSize={12} lineWidth={2} active={-1}>
              {chapters(results).map((chapter) => (
                <Timeline.Item key={chapter.key} title={<Who id={id} chapter={chapter} />}>
                  <Stack gap="xs" mt={4}>
                    {chapter.told.map((told) => (
                      <Event key={told.id} told={told} />
                    ))}
                  </Stack>
                </Timeline.Item>
              ))}
            </Timeline>
          )
        }
      </Loaded>
    </Section>
  );
}

const Who = ({ id, chapter: { at, job, user } }: { readonly id: number; readonly chapter: Chapter }) => (
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
