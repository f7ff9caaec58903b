/** The actions of a plan, grouped, searched, chosen, applied. */
import { Group, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import type { Plan, Planned } from '../../api/plans.ts';
import { planTexts as texts } from '../../texts/plan.ts';
import { SearchInput } from '../../ui/search-input.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { GroupLine } from './plan-group.tsx';
import { ActionLine } from './plan-action.tsx';
import { PlanBar } from './plan-bar.tsx';
import { found, grouped, GROUPS, isWrite, rowsOf, type GroupName, type PlanRow } from './planned.ts';
import { toggled } from './toggled.ts';

const route = getRouteApi('/inside/connections/$id/plan');

const chosenAtFirst = ({ actions }: Plan): ReadonlySet<string> =>
  new Set(actions.filter((action) => isWrite(action) && action.held === null).map(({ task }) => task));

const keyOf = (row: PlanRow): string => (row.kind === 'group' ? row.group.name : row.action.task);

/** Creates say all in their titles; what changes something is shown at once. */
const isTold = ({ action }: Planned): boolean => action !== 'create' && action !== 'skip';

const heightOf = (row: PlanRow): number => (row.kind === 'group' ? 44 : isTold(row.action) ? 160 : 56);

export function PlanReview({ plan }: { readonly plan: Plan }) {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [chosen, setChosen] = useState(() => chosenAtFirst(plan));
  const [open, setOpen] = useState<ReadonlySet<GroupName>>(() => new Set(GROUPS.filter((name) => name !== 'skip')));
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => rowsOf(grouped(found(plan.actions, q)), open), [plan, q, open]);
  const choosable = plan.state === 'open';
  const select = (tasks: readonly string[], on: boolean): void => setChosen(toggled(chosen, tasks, on));
  return (
    <Stack gap="sm">
      {!plan.actions.some(isWrite) && <Text size="sm">{texts.nothing}</Text>}
      {choosable && <PlanBar plan={plan} chosen={chosen} />}
      <Group>
        <SearchInput
          value={q}
          placeholder={texts.search}
          search={(text) =>
            void navigate({
              search: (before) => ({ ...before, q: text || undefined }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      </Group>
      {rows.length === 0 && <Text size="sm">{texts.noMatch}</Text>}
      <VirtualList rows={rows} label={texts.list} keyOf={keyOf} height={heightOf}>
        {(row) =>
          row.kind === 'group' ? (
            <GroupLine
              row={row}
              chosen={choosable ? chosen : null}
              select={select}
              toggle={() => setOpen(toggled(open, [row.group.name], !row.open))}
            />
          ) : (
            <ActionLine
              action={row.action}
              chosen={choosable ? chosen : null}
              select={select}
              open={isTold(row.action) !== turned.has(row.action.task)}
              toggle={() => setTurned(toggled(turned, [row.action.task], !turned.has(row.action.task)))}
            />
          )
        }
      </VirtualList>
    </Stack>
  );
}
