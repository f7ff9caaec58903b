/** The items of a connection: each task with its issue, how they are, and why. */
import { Anchor, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { items, type Item } from '../../api/items.ts';
import { common } from '../../texts/common.ts';
import { itemTexts as texts } from '../../texts/items.ts';
import { states } from '../../texts/states.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { ItemLine } from './item-line.tsx';
import { useConnection } from './use-connection.ts';

const route = getRouteApi('/inside/connections/$id/items');

export function Items() {
  const { id } = route.useParams();
  const { state, q = '' } = route.useSearch();
  const [search] = useDebouncedValue(q, 250);
  const query = useQuery({ ...items(id, { state, search }), placeholderData: keepPreviousData });
  const filtered = state !== undefined || search !== '';
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
      <TextInput
        label={common.search}
        placeholder={texts.search}
        value={q}
        onChange={({ currentTarget: { value } }) => look({ q: value || undefined })}
      />
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
    <Empty title={texts.emptyTitle} actions={<ProjectLink id={connection.project} />}>
      {texts.empty}
    </Empty>
  );
}

const ProjectLink = ({ id }: { readonly id: number }) => (
  <Anchor component={Link} to={`/projects/${id}`} size="sm">
    {texts.emptyDo}
  </Anchor>
);
