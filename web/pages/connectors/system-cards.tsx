/** The kinds of trackers to choose from, and those in the box where they run beside. */
import { SimpleGrid, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Values } from '../../ui/param-form/values.ts';
import { plugins } from '../../api/plugins.ts';
import { sample } from '../../api/sample.ts';
import { connectorTexts as texts } from '../../texts/connectors.ts';
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
            <Card
              key={`${name} in the box`}
              title={texts.sampleName(name)}
              about={texts.sampleAbout}
              press={() => choose({ system, name: texts.sampleName(name), params })}
            />
          ))}
          {results.map(({ id, name, short_name }) => (
            <Card
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

interface CardProps {
  readonly title: string;
  readonly about: string | null;
  readonly press: () => void;
}

const Card = ({ title, about, press }: CardProps) => (
  <UnstyledButton className="choice-card" onClick={press}>
    <Text fw={600}>{title}</Text>
    {about !== null && (
      <Text size="sm" c="dimmed">
        {about}
      </Text>
    )}
  </UnstyledButton>
);
