/** All connections at a glance. */
import { Button, Select, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { connections, startSync, type Connection } from '../../api/connections.ts';
import { common } from '../../texts/common.ts';
import { connectionsTexts as texts } from '../../texts/connections.ts';
import { states } from '../../texts/states.ts';
import { Act } from '../../ui/act.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { ConnectionTable } from './connection-table.tsx';

const CHOICES = ['conflict', 'failing', 'held', 'differs', 'running', 'never_run', 'paused', 'in_sync'].map(
  (value) => ({
    value,
    label: states[value] ?? value,
  }),
);

const AddConnection = () => (
  <Button component={Link} to="/connections/new">
    {texts.add}
  </Button>
);

export function Connections() {
  const query = useQuery(connections);
  return (
    <Page title={texts.title} about={texts.about} actions={<AddConnection />}>
      <Loaded query={query}>
        {({ results }) => (results.length === 0 ? <NoConnections /> : <Found all={results} />)}
      </Loaded>
    </Page>
  );
}

const NoConnections = () => (
  <Empty
    title={texts.emptyTitle}
    actions={
      <Group>
        <AddConnection />
        <Button component={Link} to="/projects" variant="default">
          {texts.emptyProjects}
        </Button>
      </Group>
    }
  >
    {texts.empty}
  </Empty>
);

const matches = ({ alias, system, state }: Connection, sought: string, wanted: string | null): boolean =>
  (wanted === null || state?.state === wanted) &&
  `${alias} ${system.name}`.toLowerCase().includes(sought.trim().toLowerCase());

function Found({ all }: { readonly all: readonly Connection[] }) {
  const [sought, setSought] = useState('');
  const [wanted, setWanted] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const shown = all.filter((one) => matches(one, sought, wanted));
  const toRun = shown.filter(({ id }) => chosen.has(id));
  const run = async (): Promise<void> => {
    for (const { id } of toRun) await startSync(id);
    setChosen(new Set());
  };
  return (
    <Stack>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={common.search}
          placeholder={texts.search}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
        <Select
          label={texts.state}
          placeholder={texts.anyState}
          data={CHOICES}
          value={wanted}
          onChange={setWanted}
          clearable
        />
        <Act
          variant="default"
          act={run}
          done={texts.started(toRun.length)}
          why={toRun.length === 0 ? texts.runWhy : null}
        >
          {texts.run(toRun.length)}
        </Act>
      </Group>
      {shown.length === 0 ? (
        <Text>{texts.none}</Text>
      ) : (
        <ConnectionTable rows={shown} chosen={chosen} choose={setChosen} />
      )}
    </Stack>
  );
}
