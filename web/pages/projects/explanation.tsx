/** Why a task has the issues that it has, or none: connection by connection. */
import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { explanation, type Explained, type TaskPlace } from '../../api/tasks.ts';
import { explanationTexts as texts, taskTexts } from '../../texts/projects.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { IssueLink } from './issue-link.tsx';

export function Explanation({ place }: { readonly place: TaskPlace }) {
  const query = useQuery(explanation(place));
  return (
    <Loaded query={query} lines={2}>
      {({ connections }) =>
        connections.length === 0 ? (
          <Text size="sm" c="dimmed">
            {taskTexts.noConnection}
          </Text>
        ) : (
          <Stack>
            {connections.map((one) => (
              <InConnection key={one.connection.id} one={one} />
            ))}
          </Stack>
        )
      }
    </Loaded>
  );
}

function InConnection({ one }: { readonly one: Explained }) {
  const { connection, issue, stopped_because } = one;
  return (
    <Stack gap="xs">
      <Anchor component={Link} to={`/connections/${connection.id}`} size="sm" fw={500} className="anywhere">
        {connection.alias}
      </Anchor>
      <TheIssue issue={issue} />
      {issue?.refusal && <Line name={texts.refused}>{issue.refusal}</Line>}
      {issue !== null && issue.conflicts.length > 0 && <Line name={texts.conflicts}>{issue.conflicts.join(', ')}</Line>}
      <Why one={one} />
      {stopped_because !== null && <Line name={texts.stopped}>{stopped_because}</Line>}
    </Stack>
  );
}

function TheIssue({ issue }: Pick<Explained, 'issue'>) {
  if (issue === null) return <Line name={texts.issue}>{texts.noIssue}</Line>;
  if (issue.reference === null) return <Line name={texts.issue}>{texts.coming}</Line>;
  return (
    <Line name={texts.issue}>
      <IssueLink name={issue.name ?? issue.reference} link={issue.link} />
    </Line>
  );
}

function Why({ one: { plan, outcome } }: { readonly one: Explained }) {
  // What was planned and then done is told by the run.
  const planned = outcome !== null && plan !== null && plan.updated <= outcome.at ? null : plan;
  return (
    <>
      {plan === null && outcome === null && <Line name={texts.planned}>{texts.neverPlanned}</Line>}
      {planned !== null && <Planned action={planned.action} />}
      {outcome !== null && (
        <Line name={texts.lastRun}>
          <Group gap="xs">
            {outcome.action}
            <StateBadge state={outcome.result} />
            <Time at={outcome.at} />
          </Group>
          {outcome.reason}
        </Line>
      )}
    </>
  );
}

function Planned({ action }: Pick<NonNullable<Explained['plan']>, 'action'>) {
  if (action === null) return <Line name={texts.planned}>{texts.notPlanned}</Line>;
  const { held, reason } = action;
  return (
    <>
      <Line name={texts.planned}>
        {action.action}: {held ?? reason.text}
      </Line>
      {reason.remedy !== '' && <Line name={texts.remedy}>{reason.remedy}</Line>}
    </>
  );
}

const Line = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <Text size="xs" c="dimmed">
      {name}
    </Text>
    <Text size="sm" component="div" className="anywhere">
      {children}
    </Text>
  </div>
);
