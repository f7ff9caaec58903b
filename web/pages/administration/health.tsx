/** How the service is, and what to do about what is wrong. */
import { Alert, List, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { health } from '../../api/health.ts';
import type { Answer } from '../../api/types.ts';
import { healthTexts as texts } from '../../texts/administration.ts';
import { Fact } from '../../ui/fact.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { Time } from '../../ui/time.tsx';

export function Health() {
  const query = useQuery(health);
  return (
    <Page title={texts.title} about={texts.about}>
      <Loaded query={query}>{(found) => <Found found={found} />}</Loaded>
    </Page>
  );
}

const Found = ({ found }: { readonly found: Answer<'getHealth'> }) => {
  const { version, configuration, database, jobs, problems } = found;
  return (
    <Stack>
      <Verdict problems={problems} />
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        <Section title={texts.service}>
          <Fact name={texts.version} width={WIDTH}>
            {version}
          </Fact>
          <Fact name={texts.baseUrl} width={WIDTH}>
            {configuration.base_url}
          </Fact>
          <Fact name={texts.trackers} width={WIDTH}>
            {configuration.systems.join(', ')}
          </Fact>
          <Fact name={texts.schedules} width={WIDTH}>
            {configuration.advanced ? texts.allowed : texts.notAllowed}
          </Fact>
        </Section>
        <Section title={texts.database}>
          <Fact name={texts.postgres} width={WIDTH}>
            {database.version}
          </Fact>
          <Fact name={texts.migrations} width={WIDTH}>
            {database.pending_migrations.join(', ') || texts.noMigrations}
          </Fact>
        </Section>
        <Section title={texts.jobs}>
          <Fact name={texts.running} width={WIDTH}>
            {jobs.running}
          </Fact>
          <Fact name={texts.waiting} width={WIDTH}>
            {jobs.waiting}
            {jobs.waiting_since !== null && (
              <>
                , {texts.since} <Time at={jobs.waiting_since} />
              </>
            )}
          </Fact>
        </Section>
      </SimpleGrid>
    </Stack>
  );
};

/** Of the names, in pixels. */
const WIDTH = 130;

const Verdict = ({ problems }: { readonly problems: readonly string[] }) =>
  problems.length === 0 ? (
    <Alert color="green" variant="outline" title={texts.well} />
  ) : (
    <Alert color="red" variant="outline" title={texts.problems}>
      <List size="sm">
        {problems.map((problem) => (
          <List.Item key={problem}>
            <Text size="sm">{problem}</Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
