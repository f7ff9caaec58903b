/** What runs in debug mode said to their tracker. */
import { Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { updateConnection } from '../../api/connection-write.ts';
import { jobs } from '../../api/jobs.ts';
import { traceTexts as texts } from '../../texts/conflicts.ts';
import { Act } from '../../ui/act.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Exchanges } from './exchanges.tsx';
import { useConnection } from './use-connection.ts';

const route = getRouteApi('/inside/connections/$id/trace');

export function Trace() {
  const { id } = route.useParams();
  const { job } = route.useSearch();
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {texts.about}
      </Text>
      <Loaded query={useQuery(jobs(id))}>
        {({ results }) => {
          const shown = job ?? results[0]?.id;
          const ids = [...new Set([...(job === undefined ? [] : [job]), ...results.map((run) => run.id)])];
          return (
            <>
              <Group gap="sm" align="flex-end">
                {shown !== undefined && <Runs ids={ids.toSorted((a, b) => b - a)} shown={shown} />}
                <DebugMode />
              </Group>
              {shown === undefined ? (
                <Empty title={texts.never}>{texts.neverAbout}</Empty>
              ) : (
                <Exchanges key={shown} job={shown} />
              )}
            </>
          );
        }}
      </Loaded>
    </Stack>
  );
}

function Runs({ ids, shown }: { readonly ids: readonly number[]; readonly shown: number }) {
  const navigate = route.useNavigate();
  return (
    <NativeSelect
      label={texts.run}
      maw={200}
      value={String(shown)}
      data={ids.map(String)}
      onChange={(event) => void navigate({ search: { job: Number(event.currentTarget.value) }, replace: true })}
    />
  );
}

function DebugMode() {
  const { connection, barred } = useConnection();
  const { id, debug_mode: on } = connection;
  return (
    <Act
      variant="default"
      act={() => updateConnection(id, { debug_mode: !on })}
      done={on ? texts.turnedOff : texts.turnedOn}
      why={barred('updateConnection')}
    >
      {on ? texts.turnOff : texts.turnOn}
    </Act>
  );
}
