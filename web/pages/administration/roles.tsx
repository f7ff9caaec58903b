/** Sets of permissions: those held everywhere, and those held in a project. */
import { Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteRole, roles, type Role, type RoleKind } from '../../api/roles.ts';
import { common } from '../../texts/common.ts';
import { rolesTexts as texts } from '../../texts/administration.ts';
import { barred, Because, Confirm } from '../../ui/act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { useMay } from '../../ui/use-may.ts';
import { permissionName, RoleForm } from './role-form.tsx';

const KINDS = [
  ['user-roles', texts.global, texts.globalAbout, 'createUserRole'],
  ['project-roles', texts.project, texts.projectAbout, 'createProjectRole'],
] as const;

export const Roles = () => (
  <Page title={texts.title} about={texts.about}>
    {KINDS.map(([kind, title, about, operation]) => (
      <Kind key={kind} kind={kind} title={title} about={about} operation={operation} />
    ))}
  </Page>
);

interface KindProps {
  readonly kind: RoleKind;
  readonly title: string;
  readonly about: string;
  /** That makes one; changing and deleting take the same permission. */
  readonly operation: string;
}

/** `new`: one that is not there yet. */
type Edited = Role | 'new' | null;

function Kind({ kind, title, about, operation }: KindProps) {
  const query = useQuery(roles(kind));
  const may = useMay();
  const [edited, setEdited] = useState<Edited>(null);
  const why = may(operation) ? null : common.notAllowed;
  return (
    <section>
      <Group justify="space-between" align="flex-start" mb="xs">
        <div>
          <Title order={2}>{title}</Title>
          <Text size="sm" c="dimmed">
            {about}
          </Text>
        </div>
        <Because why={why}>
          <Button variant="default" {...barred(why)} onClick={() => why === null && setEdited('new')}>
            {texts.add}
          </Button>
        </Because>
      </Group>
      <Loaded query={query}>
        {({ results }) => (
          <>
            <Table fz="sm" verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{texts.name}</Table.Th>
                  <Table.Th>{texts.permissions}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {results.map((role) => (
                  <OneRole key={role.id} kind={kind} role={role} mayEdit={why === null} edit={() => setEdited(role)} />
                ))}
              </Table.Tbody>
            </Table>
            {edited !== null && (
              <RoleForm
                kind={kind}
                role={edited === 'new' ? null : edited}
                known={[...new Set(results.flatMap(({ permissions }) => permissions))]}
                close={() => setEdited(null)}
              />
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

interface OneRoleProps {
  readonly kind: RoleKind;
  readonly role: Role;
  readonly mayEdit: boolean;
  readonly edit: () => void;
}

const OneRole = ({ kind, role: { id, name, permissions, is_default }, mayEdit, edit }: OneRoleProps) => (
  <Table.Tr>
    <Table.Td valign="top" w={200} miw={120}>
      <Stack gap={4} align="flex-start">
        <Text size="sm" fw={500}>
          {name}
        </Text>
        {is_default ? (
          <Text size="xs" c="dimmed">
            {texts.builtIn}
          </Text>
        ) : (
          mayEdit && (
            <Group gap={4}>
              <Button size="compact-xs" variant="default" onClick={edit}>
                {texts.edit}
              </Button>
              <Confirm
                size="compact-xs"
                variant="subtle"
                color="red"
                title={texts.deleteTitle(name)}
                says={texts.deleteSays}
                done={texts.deleted}
                act={() => deleteRole(kind, id)}
              >
                {texts.delete}
              </Confirm>
            </Group>
          )
        )}
      </Stack>
    </Table.Td>
    <Table.Td>{permissions.length === 0 ? texts.none : permissions.map(permissionName).join(' · ')}</Table.Td>
  </Table.Tr>
);
