/** The newest plan of the connection, or the one that the address names: looked at, applied, discarded. */
import { Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { jobOfPlan } from '../../api/jobs.ts';
import { makePlan, newestPlan, plan as planQuery, type Plan } from '../../api/plans.ts';
import { planTexts as texts } from '../../texts/plan.ts';
import { Act } from '../../ui/act.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { PlanReview } from './plan-review.tsx';
import { totalOf } from './requests-table.tsx';
import { RunProgress } from './run-progress.tsx';
import { useConnection } from './use-connection.ts';
import { To } from '../../ui/to.tsx';

const route = getRouteApi('/inside/connections/$id/plan');

export function PlanPage() {
  const { id } = route.useParams();
  const { plan: named } = route.useSearch();
  return (
    <Loaded query={useQuery(newestPlan(id))}>
      {(newest) => {
        const shown = named ?? newest?.id;
        if (shown === undefined) return <NoPlan id={id} />;
        return (
          <Stack>
            {newest !== null && newest.id !== shown && (
              <Group gap="sm">
                <Text size="sm">{texts.newer}</Text>
                <To to="/connections/$id/plan" params={{ id: id }} search={{}}>
                  {texts.newerDo}
                </To>
              </Group>
            )}
            <OnePlan key={shown} planId={shown} />
          </Stack>
        );
      }}
    </Loaded>
  );
}

function NoPlan({ id }: { readonly id: number }) {
  const { barred } = useConnection();
  return (
    <Empty
      title={texts.none}
      actions={
        <Act act={() => makePlan(id)} why={barred('createPlan')}>
          {texts.make}
        </Act>
      }
    >
      {texts.noneAbout}
    </Empty>
  );
}

const OnePlan = ({ planId }: { readonly planId: number }) => (
  <Loaded query={useQuery(planQuery(planId))}>
    {(plan) => (
      <Stack>
        <Head plan={plan} />
        {plan.state === 'open' && plan.holds.length > 0 && <Holds holds={plan.holds} />}
        {plan.actions.length > 0 && <PlanReview key={plan.state} plan={plan} />}
      </Stack>
    )}
  </Loaded>
);

const Holds = ({ holds }: Pick<Plan, 'holds'>) => (
  <Section title={texts.holds} aside={<StateBadge state="held" />}>
    {holds.map((hold) => (
      <Text key={hold} size="sm">
        {hold}
      </Text>
    ))}
    <Text size="sm" c="dimmed">
      {texts.holdsAbout}
    </Text>
  </Section>
);

function Head({ plan }: { readonly plan: Plan }) {
  const { id, state, created, message, requests, holds } = plan;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Title order={2}>{texts.title(id)}</Title>
        <StateBadge state={state} />
        <Text size="sm" c="dimmed">
          {texts.made} <Time at={created} />
        </Text>
      </Group>
      {state === 'planning' && (
        <Group gap="sm">
          <Loader size="sm" aria-hidden />
          <Text size="sm" component="output">
            {texts.planning}
          </Text>
        </Group>
      )}
      {message !== '' && (state !== 'open' || holds.length === 0) && <Text size="sm">{message}</Text>}
      {state === 'open' && <Text size="sm">{texts.cost(totalOf(requests))}</Text>}
      {['applying', 'applied', 'failed', 'discarded'].includes(state) && <After plan={plan} />}
    </Stack>
  );
}

/** What became of it. */
function After({ plan: { id, connection, state } }: { readonly plan: Plan }) {
  const { barred } = useConnection();
  const { data: job } = useQuery(jobOfPlan(id));
  return (
    <>
      {texts.over[state] !== undefined && <Text size="sm">{texts.over[state]}</Text>}
      {job != null && state === 'applying' && <RunProgress job={job} />}
      <Group gap="sm">
        {job != null && (
          <To to="/connections/$id/runs/$job" params={{ id: connection, job: job.id }}>
            {texts.run}
          </To>
        )}
        {state !== 'applying' && (
          <Act size="xs" variant="default" act={() => makePlan(connection)} why={barred('createPlan')}>
            {texts.makeNew}
          </Act>
        )}
      </Group>
    </>
  );
}
