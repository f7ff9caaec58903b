/** Which tracker: an existing connector, or one that is made here. */
import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectors } from '../../api/connectors.ts';
import { newTexts } from '../../texts/new-connection.ts';
import { ChoiceCard } from '../../ui/choice-card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useMay } from '../../ui/use-may.ts';
import { MakeConnector } from '../connectors/new-connector.tsx';
import { Other } from './project-step.tsx';

const texts = newTexts.tracker;

interface TrackerStepProps {
  readonly choose: (connector: number) => void;
}

export function TrackerStep({ choose }: TrackerStepProps) {
  const query = useQuery(connectors);
  const [making, setMaking] = useState(false);
  const mayMake = useMay()('createConnector');
  return (
    <Loaded query={query} lines={2}>
      {({ results }) => {
        if (results.length === 0 && !mayMake) return <Text size="sm">{texts.none}</Text>;
        if (making || results.length === 0) {
          return (
            <Stack align="flex-start">
              {results.length > 0 && <Other text={texts.existing} press={() => setMaking(false)} />}
              <MakeConnector order={4} saved={({ id }) => choose(id)} />
            </Stack>
          );
        }
        return (
          <Stack gap="sm">
            <Text size="sm">{texts.about}</Text>
            <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
              {results.map(({ id, name, system, params }) => (
                <ChoiceCard
                  key={id}
                  title={name}
                  about={[system.name, params?.['issue_tracker_server']].filter(Boolean).join(' · ')}
                  press={() => choose(id)}
                />
              ))}
              {mayMake && <ChoiceCard title={texts.make} about={texts.makeAbout} press={() => setMaking(true)} />}
            </SimpleGrid>
          </Stack>
        );
      }}
    </Loaded>
  );
}
