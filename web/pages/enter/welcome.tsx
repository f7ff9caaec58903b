/** After the first run: two ways to begin. */
import { Button, Card, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { makeSampleProject, sample } from '../../api/sample.ts';
import { welcomeTexts as texts } from '../../texts/shell.ts';
import { Act } from '../../ui/act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';

export function Welcome() {
  const query = useQuery(sample);
  return (
    <Page title={texts.title}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} maw={900}>
        <Way
          title={texts.connectTitle}
          text={texts.connect}
          action={
            <Button component={Link} to="/connections/new">
              {texts.connectAct}
            </Button>
          }
        />
        <Loaded query={query} lines={3}>
          {({ tasks, trackers }) =>
            trackers.length === 0 ? <Way title={texts.tryTitle} text={texts.tryElsewhere} /> : <TryIt tasks={tasks} />
          }
        </Loaded>
      </SimpleGrid>
    </Page>
  );
}

function TryIt({ tasks }: { readonly tasks: string }) {
  const navigate = useNavigate();
  const begin = async (): Promise<void> => {
    const project = await makeSampleProject(tasks);
    await navigate({ href: `/connections/new?project=${project}` });
  };
  return (
    <Way
      title={texts.tryTitle}
      text={texts.try}
      action={
        <Act variant="default" act={begin}>
          {texts.tryAct}
        </Act>
      }
    />
  );
}

interface WayProps {
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}

const Way = ({ title, text, action }: WayProps) => (
  <Card withBorder p="lg">
    <Stack justify="space-between" h="100%" align="flex-start">
      <div>
        <Title order={2} mb="xs">
          {title}
        </Title>
        <Text>{text}</Text>
      </div>
      {action}
    </Stack>
  </Card>
);
