/** The kinds of trackers to choose from, and those in the box where they run beside. */
import { SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Values } from '../../ui/param-form/values.ts';
import { plugins } from '../../api/plugins.ts';
import { sample } from '../../api/sample.ts';
import { connectorTexts as texts } from '../../texts/connectors.ts';
import { ChoiceCard } from '../../ui/choice-card.tsx';
import { Loaded } from '../../ui/loaded.tsx';

/** What a new connector begins with. */
export interface Beginning {
  readonly system: string;
  readonly name: string;
  readonly params: Values;
}

interface SystemCardsProps {
  readonly choose: (beginning: Beginning) => void;
}

export function SystemCards({ choose }: SystemCardsProps) {
  const query = useQuery(plugins);
  const { data: box } = useQuery({ ...sample, retry: false });
  return (
    <Loaded query={query} lines={2}>
      {({ results }) => (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} maw={900}>
          {(box?.trackers ?? []).map(({ name, system, params }) => (
            <ChoiceCard
              key={`${name} in the box`}
              title={texts.sampleName(name)}
              about={texts.sampleAbout}
              press={() => choose({ system, name: texts.sampleName(name), params })}
            />
          ))}
          {results.map(({ id, name, short_name }) => (
            <ChoiceCard
              key={id}
              title={name}
              about={null}
              press={() => choose({ system: id, name: short_name, params: {} })}
            />
          ))}
        </SimpleGrid>
      )}
    </Loaded>
  );
}
