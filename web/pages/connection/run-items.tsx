/** What became of the items of a run that is over: what stands in the way first, then each. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { jobActions, type Job, type JobAction } from '../../api/jobs.ts';
import { runTexts as texts } from '../../texts/runs.ts';
import { states } from '../../texts/states.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { troubles } from './errors.ts';
import { TroubleList } from './trouble-list.tsx';
import { To } from '../../ui/to.tsx';

const route = getRouteApi('/inside/connections/$id/runs/$job');

export function RunItems({ job }: { readonly job: Job }) {
  const { id } = route.useParams();
  const { result: wanted } = route.useSearch();
  return (
    <Loaded query={useQuery(jobActions(job.id))}>
      {({ results }) => {
        const bad = troubles(results);
        const shown = results.filter(({ result }) => wanted === undefined || result === wanted);
        return (
          <>
            {bad.length > 0 && <TroubleList id={id} all={bad} />}
            <Section title={texts.outcomes}>
              <Text size="sm" c="dimmed">
                {results.length === 0 ? texts.noOutcomes : texts.outcomesAbout}
              </Text>
              {results.length > 0 && <Results all={results} wanted={wanted} />}
              {results.length > 0 && shown.length === 0 && <Text size="sm">{texts.noMatch}</Text>}
              <VirtualList rows={shown} label={texts.outcomes} keyOf={({ task }) => task} height={() => 56}>
                {(action) => <Line id={id} action={action} />}
              </VirtualList>
            </Section>
          </>
        );
      }}
    </Loaded>
  );
}

interface ResultsProps {
  readonly all: readonly JobAction[];
  readonly wanted: string | undefined;
}

/** The results that there are, each with its count, to look at one of them alone. */
function Results({ all, wanted }: ResultsProps) {
  const navigate = route.useNavigate();
  const counts = Map.groupBy(all, ({ result }) => result);
  const choice = (result: string | undefined, text: string) => (
    <Button
      key={text}
      size="compact-sm"
      variant={wanted === result ? 'filled' : 'default'}
      aria-pressed={wanted === result}
      onClick={() =>
        void navigate({ search: result === undefined ? {} : { result }, replace: true, resetScroll: false })
      }
    >
      {text}
    </Button>
  );
  return (
    <Group gap="xs">
      {choice(undefined, texts.anyResult(all.length))}
      {[...counts].map(([result, { length }]) => choice(result, `${states[result] ?? result} ${length}`))}
    </Group>
  );
}

const Line = ({ id, action }: { readonly id: number; readonly action: JobAction }) => (
  <div className="run-line row-line">
    <StateBadge state={action.result} />
    <Stack gap={0} miw={0} flex={1}>
      <Group gap="xs">
        <To to="/connections/$id/items/$task" params={{ id, task: action.task }}>
          {action.issue === null ? action.task : `${action.task} ↔ ${action.issue}`}
        </To>
        <Text size="sm">{texts.actions[action.action]}</Text>
      </Group>
      <Text size="xs" c="dimmed">
        {action.reason || (states[action.result] ?? '')}
      </Text>
    </Stack>
  </div>
);
