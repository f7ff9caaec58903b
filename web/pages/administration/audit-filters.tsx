/** Which entries of the log: kept in the address. */
import { Checkbox, Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { users } from '../../api/users.ts';
import { auditTexts as texts } from '../../texts/administration.ts';
import { SearchInput } from '../../ui/search-input.tsx';
import { auditSearch } from './audit-search.ts';

const route = getRouteApi('/inside/admin/audit');

export function AuditFilters() {
  const { q = '', actor, failed = false, since = '', until = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const people = useQuery(users).data?.results ?? [];
  // Another question begins at its first page.
  const set = (change: Readonly<Record<string, unknown>>): void =>
    void navigate({ search: (now) => auditSearch({ ...now, page: 1, ...change }), replace: true });
  return (
    <Group align="flex-end" gap="sm">
      <SearchInput value={q} placeholder={texts.search} search={(text) => set({ q: text })} />
      <Select
        label={texts.person}
        placeholder={texts.anybody}
        data={people.map(({ id, email }) => ({ value: String(id), label: email }))}
        value={actor === undefined ? null : String(actor)}
        onChange={(chosen) => set({ actor: chosen === null ? null : Number(chosen) })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': texts.anybody }}
      />
      <TextInput
        type="date"
        label={texts.from}
        value={since}
        onChange={({ currentTarget: { value } }) => set({ since: value })}
      />
      <TextInput
        type="date"
        label={texts.to}
        value={until}
        onChange={({ currentTarget: { value } }) => set({ until: value })}
      />
      <Checkbox
        mb={8}
        label={texts.failedOnly}
        checked={failed}
        onChange={({ currentTarget: { checked } }) => set({ failed: checked })}
      />
    </Group>
  );
}
