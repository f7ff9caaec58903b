/** The items of a connection: each task with its issue, how they are, and why. */
import { Group, Select, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { items, type Item } from '../../api/items.ts';
import { itemTexts as texts } from '../../texts/items.ts';
import { states } from '../../texts/states.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { To } from '../../ui/to.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { ItemLine } from './item-line.tsx';
import { useConnection } from './use-connection.ts';

const route = getRouteApi('/inside/connections/$id/items');

export function Items() {
  const { id } = route.useParams();
  const { state, q = '' } = route.useSearch();
  const query = useQuery({ ...items(id, { state, search: q }), placeholderData: keepPreviousData });
  const filtered = state !== undefined || q !== '';
  return (
    <Stack gap="sm">
      <Filter />
      <Loaded query={query}>
        {({ results }) => (results.length === 0 && !filtered ? <NoTasks /> : <Found rows={results} />)}
      </Loaded>
    </Stack>
  );
}

function Filter() {
  const { state, q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const counts = Object.entries(useConnection().connection.state?.items ?? {});
  const choices = counts.map(([value, count]) => ({ value, label: `${states[value] ?? value} (${count})` }));
  const look = (change: { state?: string | undefined; q?: string | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  return (
    <Group align="flex-end" gap="sm">
      <SearchInput value={q} placeholder={texts.search} search={(text) => look({ q: text || undefined })} />
      <Select
        label={texts.state}
        placeholder={texts.anyState}
        data={choices}
        value={state ?? null}
        onChange={(value) => look({ state: value ?? undefined })}
        clearable
      />
    </Group>
  );
}

const Found = ({ rows }: { readonly rows: readonly Item[] }) => (
  <>
    <Text size="sm" c="dimmed" aria-live="polite">
      {rows.length === 0 ? texts.none : texts.count(rows.length)}
    </Text>
    <VirtualList rows={rows} label={texts.list} keyOf={({ task }) => task} height={() => 64}>
      {(item) => <ItemLine item={item} />}
    </VirtualList>
  </>
);

function NoTasks() {
  const { connection } = useConnection();
  return (
    <Empty title={texts.emptyTitle} actions={<ToProject id={connection.project} />}>
      {texts.empty}
    </Empty>
  );
}

const ToProject = ({ id }: { readonly id: number }) => (
  <To to="/projects/$projectId" params={{ projectId: id }}>
    {texts.emptyDo}
  </To>
);
