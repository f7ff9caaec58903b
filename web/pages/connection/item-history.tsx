/** Everything that was seen, decided and written about one item, newest first. */
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { itemHistory } from '../../api/items.ts';
import { itemTexts as texts } from '../../texts/items.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { HistoryTimeline } from './history-timeline.tsx';
import { useConnection } from './use-connection.ts';

export function ItemHistory({ task }: { readonly task: string }) {
  const { id } = useConnection().connection;
  return (
    <Section title={texts.history}>
      <Loaded query={useQuery(itemHistory(id, task))}>
        {({ results }) =>
          results.length === 0 ? <Text size="sm">{texts.historyNone}</Text> : <HistoryTimeline events={results} />
        }
      </Loaded>
    </Section>
  );
}
