/** Makes a role, or changes one. */
import { Checkbox, SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { saveRole, type Role, type RoleKind } from '../../api/roles.ts';
import { common } from '../../texts/common.ts';
import { rolesTexts as texts } from '../../texts/administration.ts';
import { FormModal } from '../../ui/form.tsx';

/** Those of projects are documented by their codes. */
export const permissionName = (permission: string): string => texts.projectPermissions[permission] ?? permission;

interface RoleFormProps {
  readonly kind: RoleKind;
  /** null: a new one. */
  readonly role: Role | null;
  /** All permissions that there are. */
  readonly known: readonly string[];
  readonly close: () => void;
}

export function RoleForm({ kind, role, known, close }: RoleFormProps) {
  const [name, setName] = useState(role?.name ?? '');
  const [permissions, setPermissions] = useState<string[]>(role?.permissions ?? []);
  return (
    <FormModal
      title={role === null ? texts.add : texts.editTitle(role.name)}
      submit={role === null ? texts.create : common.save}
      fields={['name', 'permissions']}
      save={() => saveRole(kind, role?.id ?? null, { name, permissions })}
      close={close}
    >
      {(at) => (
        <>
          <TextInput
            label={texts.name}
            value={name}
            onChange={({ currentTarget: { value } }) => setName(value)}
            error={at('name')}
            required
            data-autofocus
          />
          <Checkbox.Group
            label={texts.permissions}
            value={permissions}
            onChange={setPermissions}
            error={at('permissions')}
          >
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
              {known.map((permission) => (
                <Checkbox key={permission} value={permission} label={permissionName(permission)} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        </>
      )}
    </FormModal>
  );
}
