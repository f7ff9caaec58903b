/** How many items are in each state, as one bar and as links to them. */
import { Group, Progress, Stack, Text } from '@mantine/core';
import { overviewTexts as texts } from '../../texts/connection.ts';
import { Section } from '../../ui/section.tsx';
import { StateBadge, colorOf } from '../../ui/state-badge.tsx';
import { useConnection } from './use-connection.ts';
import { To } from '../../ui/to.tsx';

export function ItemCounts() {
  const { id, state } = useConnection().connection;
  const counts = Object.entries(state?.items ?? {}).filter(([, count]) => count > 0);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Section title={texts.items} aside={<Text size="sm">{texts.itemsAll(all)}</Text>}>
      {all === 0 ? (
        <Text size="sm">{texts.noItems}</Text>
      ) : (
        <Stack gap="xs">
          <Progress.Root size="lg" aria-hidden>
            {counts.map(([name, count]) => (
              <Progress.Section key={name} value={(100 * count) / all} color={colorOf(name)} />
            ))}
          </Progress.Root>
          {counts.map(([name, count]) => (
            <Group key={name} justify="space-between">
              <StateBadge state={name} />
              <To to="/connections/$id/items" params={{ id: id }} search={{ state: name }}>
                {texts.itemsAll(count)}
              </To>
            </Group>
          ))}
        </Stack>
      )}
    </Section>
  );
}
