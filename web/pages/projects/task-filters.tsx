/** Which tasks: kept in the address, so that it can be sent to somebody. */
import { Select, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { taskStatuses } from '../../api/task-statuses.ts';
import { phases } from '../../api/tasks.ts';
import { tasksTexts as texts } from '../../texts/projects.ts';
import { SearchInput } from '../../ui/search-input.tsx';
import { PRIORITIES, tasksSearch } from './project-search.ts';

const route = getRouteApi('/inside/projects/$projectId');

const choices = (found: { readonly results: readonly { readonly id: string; readonly name: string }[] } | undefined) =>
  found?.results.map(({ id, name }) => ({ value: id, label: name })) ?? [];

export function TaskFilters() {
  const { q = '', status = null, phase = null, priority = null } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Readonly<Record<string, string | null>>): void =>
    void navigate({ search: (now) => tasksSearch({ ...now, ...change }), replace: true });
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" maw={920}>
      <SearchInput value={q} placeholder={texts.search} search={(text) => set({ q: text })} />
      <Select
        label={texts.status}
        placeholder={texts.anyStatus}
        data={choices(useQuery(taskStatuses).data)}
        value={status}
        onChange={(chosen) => set({ status: chosen })}
        clearable
        clearButtonProps={{ 'aria-label': texts.anyStatus }}
      />
      <Select
        label={texts.phase}
        placeholder={texts.anyPhase}
        data={choices(useQuery(phases).data)}
        value={phase}
        onChange={(chosen) => set({ phase: chosen })}
        clearable
        clearButtonProps={{ 'aria-label': texts.anyPhase }}
      />
      <Select
        label={texts.priority}
        placeholder={texts.anyPriority}
        data={PRIORITIES.map((value) => ({ value, label: texts.priorities[value] }))}
        value={priority}
        onChange={(chosen) => set({ priority: chosen })}
        clearable
        clearButtonProps={{ 'aria-label': texts.anyPriority }}
      />
    </SimpleGrid>
  );
}
