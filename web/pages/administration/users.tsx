/** Everybody who has an account. */
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { roles } from '../../api/roles.ts';
import { users, type User } from '../../api/users.ts';
import { common } from '../../texts/common.ts';
import { usersTexts as texts } from '../../texts/administration.ts';
import { barred, Because } from '../../ui/act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { orderIn, orderText } from '../../ui/order.ts';
import { Page } from '../../ui/page.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { sort, type Column } from '../../ui/sortable-table.tsx';
import { ToneBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { useMay } from '../../ui/use-may.ts';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import { UserForm } from './user-form.tsx';
import { usersSearch } from './users-search.ts';

const route = getRouteApi('/inside/admin/users');

/** `new`: one that is not there yet. */
type Edited = User | 'new' | null;

export function Users() {
  const query = useQuery(users);
  const may = useMay();
  const [edited, setEdited] = useState<Edited>(null);
  const why = may('createUser') ? null : common.notAllowed;
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={
        <Because why={why}>
          <Button {...barred(why)} onClick={() => why === null && setEdited('new')}>
            {texts.add}
          </Button>
        </Because>
      }
    >
      <Loaded query={query}>{({ results }) => <Found all={results} edit={setEdited} />}</Loaded>
      {edited !== null && <UserForm user={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
    </Page>
  );
}

const matches = ({ email, first_name, last_name }: User, sought: string): boolean =>
  `${email} ${first_name} ${last_name}`.toLowerCase().includes(sought.toLowerCase());

interface FoundProps {
  readonly all: readonly User[];
  readonly edit: (user: User) => void;
}

function Found({ all, edit }: FoundProps) {
  const { q = '', sort: order = 'email' } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Readonly<Record<string, unknown>>): void =>
    void navigate({ search: (now) => usersSearch({ ...now, ...change }), replace: true });
  const named = useQuery(roles('user-roles')).data?.results;
  const columns = useMemo(() => columnsOf(new Map(named?.map(({ id, name }) => [id, name])), edit), [named, edit]);
  const { id, down } = orderIn(order);
  const shown = sort(
    all.filter((user) => matches(user, q)),
    columns.find((column) => column.id === id)?.by,
    down,
  );
  return (
    <Stack>
      <Group>
        <SearchInput value={q} placeholder={texts.search} search={(text) => set({ q: text })} />
      </Group>
      {shown.length === 0 ? (
        <Text>{texts.none}</Text>
      ) : (
        <VirtualTable
          rows={shown}
          columns={columns}
          keyOf={(user) => user.id}
          order={{ id, down }}
          setOrder={(next) => set({ sort: orderText(next) })}
        />
      )}
    </Stack>
  );
}

const columnsOf = (roleNames: ReadonlyMap<string, string>, edit: (user: User) => void): readonly Column<User>[] => [
  {
    id: 'email',
    label: texts.person,
    by: ({ email }) => email.toLowerCase(),
    cell: (user) => <Person user={user} edit={edit} />,
  },
  {
    id: 'role',
    label: texts.role,
    by: ({ role }) => roleNames.get(role) ?? role,
    cell: ({ role, is_superuser }) => (
      <Group gap="xs">
        {roleNames.get(role) ?? role}
        {is_superuser && roleNames.get(role) !== texts.administrator && (
          <ToneBadge color="grape">{texts.administrator}</ToneBadge>
        )}
      </Group>
    ),
  },
  {
    id: 'state',
    label: texts.state,
    from: 'sm',
    width: 130,
    by: ({ is_active }) => Number(is_active),
    cell: ({ is_active }) =>
      is_active ? (
        <ToneBadge color="green" sign="✓">
          {texts.active}
        </ToneBadge>
      ) : (
        <ToneBadge color="gray" sign="‖">
          {texts.inactive}
        </ToneBadge>
      ),
  },
  {
    id: 'login',
    label: texts.lastLogIn,
    from: 'md',
    width: 170,
    by: ({ last_login }) => last_login ?? '',
    cell: ({ last_login }) => <Time at={last_login} fallback={texts.never} />,
  },
];

function Person({ user, edit }: { readonly user: User; readonly edit: (user: User) => void }) {
  return (
    <>
      <Anchor
        component="button"
        type="button"
        ta="left"
        fz="sm"
        fw={500}
        className="anywhere"
        aria-label={texts.edit(user.email)}
        onClick={() => edit(user)}
      >
        {user.email}
      </Anchor>
      <Text size="xs" c="dimmed">
        {`${user.first_name} ${user.last_name}`.trim()}
      </Text>
    </>
  );
}
