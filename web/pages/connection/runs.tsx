/** The runs of a connection, newest first. */
import { Pagination, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { jobs, RUNS_PER_PAGE, type Job } from '../../api/jobs.ts';
import { runTexts as texts } from '../../texts/runs.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Person } from '../../ui/person.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { totalOf } from './requests-table.tsx';
import { To } from '../../ui/to.tsx';

const route = getRouteApi('/inside/connections/$id/runs');

export function Runs() {
  const { id } = route.useParams();
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Loaded query={useQuery(jobs(id, page))}>
      {({ count, results }) =>
        count === 0 ? (
          <Empty title={texts.none}>{texts.noneAbout}</Empty>
        ) : (
          <Stack>
            <RunsTable id={id} runs={results} />
            {count > RUNS_PER_PAGE && (
              <Pagination
                aria-label={texts.pages}
                total={Math.ceil(count / RUNS_PER_PAGE)}
                value={page}
                onChange={(to) => void navigate({ search: { page: to } })}
              />
            )}
          </Stack>
        )
      }
    </Loaded>
  );
}

const RunsTable = ({ id, runs }: { readonly id: number; readonly runs: readonly Job[] }) => (
  <Table.ScrollContainer minWidth={0}>
    <Table highlightOnHover verticalSpacing="xs" fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{texts.id}</Table.Th>
          <Table.Th scope="col">{texts.state}</Table.Th>
          <Table.Th scope="col" visibleFrom="sm">
            {texts.kind}
          </Table.Th>
          <Table.Th scope="col">{texts.when}</Table.Th>
          <Table.Th scope="col" visibleFrom="md">
            {texts.who}
          </Table.Th>
          <Table.Th scope="col" visibleFrom="sm">
            {texts.result}
          </Table.Th>
          <Table.Th scope="col" visibleFrom="md" ta="right">
            {texts.requests}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <Row key={run.id} id={id} run={run} />
        ))}
      </Table.Tbody>
    </Table>
  </Table.ScrollContainer>
);

const Row = ({ id, run }: { readonly id: number; readonly run: Job }) => (
  <Table.Tr>
    <Table.Td>
      <To to="/connections/$id/runs/$job" params={{ id: id, job: run.id }}>
        {texts.run(run.id)}
      </To>
    </Table.Td>
    <Table.Td>
      <StateBadge state={run.state} />
    </Table.Td>
    <Table.Td visibleFrom="sm">{texts.kinds[run.kind] ?? run.kind}</Table.Td>
    <Table.Td>
      <Time at={run.last_run ?? run.requested} />
    </Table.Td>
    <Table.Td visibleFrom="md">
      <WhoAsked run={run} />
    </Table.Td>
    <Table.Td visibleFrom="sm">
      <Text size="sm" lineClamp={2}>
        {run.result_message}
      </Text>
    </Table.Td>
    <Table.Td visibleFrom="md" ta="right">
      {run.requests === null ? texts.nobody : texts.ofFloor(totalOf(run.requests), totalOf(run.floor))}
    </Table.Td>
  </Table.Tr>
);

export function WhoAsked({ run: { automatic, triggered_by: by } }: { readonly run: Job }) {
  if (automatic) return texts.schedule;
  return by === null ? texts.nobody : <Person id={by} />;
}
