/** Makes a user, changes one, and deletes one who left no trace. */
import { Checkbox, Group, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { roles } from '../../api/roles.ts';
import { session } from '../../api/session.ts';
import { createUser, deleteUser, updateUser, type User } from '../../api/users.ts';
import { common } from '../../texts/common.ts';
import { usersTexts as texts } from '../../texts/administration.ts';
import { Confirm } from '../../ui/act.tsx';
import { FormModal } from '../../ui/form.tsx';

interface UserFormProps {
  /** null: a new one. */
  readonly user: User | null;
  readonly close: () => void;
}

const EMPTY = { email: '', first_name: '', last_name: '', role: 'UR1', is_active: true, is_superuser: false };
const FIELDS = ['email', 'first_name', 'last_name', 'role', 'password'];

type Details = typeof EMPTY;
type Member = keyof Details;

/** What differs alone: whoever may not give a role may still mend a name. */
const changed = (given: Details, before: Details): Partial<Details> =>
  Object.fromEntries(Object.entries(given).filter(([name, value]) => before[name as Member] !== value));

export function UserForm({ user, close }: UserFormProps) {
  const [given, setGiven] = useState<Details>(user ?? EMPTY);
  const [password, setPassword] = useState('');
  const set = (change: Partial<Details>): void => setGiven((now) => ({ ...now, ...change }));
  const secret = password === '' ? {} : { password };
  const save = (): Promise<void> => {
    const { email, first_name, last_name, role, is_active, is_superuser } = given;
    const details = { email, first_name, last_name, role, is_active, is_superuser };
    return user === null
      ? createUser({ ...details, ...secret })
      : updateUser(user.id, { ...changed(details, user), ...secret });
  };
  return (
    <FormModal
      title={user === null ? texts.add : texts.edit(user.email)}
      submit={user === null ? texts.create : common.save}
      done={user === null ? texts.created : common.saved}
      fields={FIELDS}
      save={save}
      close={close}
    >
      {(at) => (
        <>
          <DetailFields given={given} set={set} at={at} />
          <PasswordInput
            label={user === null ? texts.password : texts.newPassword}
            description={user === null ? texts.passwordHelp : texts.newPasswordHelp}
            value={password}
            onChange={({ currentTarget: { value } }) => setPassword(value)}
            error={at('password')}
            autoComplete="new-password"
          />
          {user !== null && <Deletion user={user} close={close} />}
        </>
      )}
    </FormModal>
  );
}

interface DetailFieldsProps {
  readonly given: Details;
  readonly set: (change: Partial<Details>) => void;
  readonly at: (field: string) => string | undefined;
}

function DetailFields({ given, set, at }: DetailFieldsProps) {
  const known = useQuery(roles('user-roles')).data?.results ?? [];
  const text = (field: 'email' | 'first_name' | 'last_name', label: string) => (
    <TextInput
      label={label}
      value={given[field]}
      onChange={({ currentTarget: { value } }) => set({ [field]: value })}
      error={at(field)}
      required={field === 'email'}
      autoComplete="off"
    />
  );
  return (
    <>
      {text('email', texts.email)}
      <Group grow align="flex-start">
        {text('first_name', texts.firstName)}
        {text('last_name', texts.lastName)}
      </Group>
      <Select
        label={texts.role}
        data={known.map(({ id, name }) => ({ value: id, label: name }))}
        value={given.role}
        onChange={(role) => role !== null && set({ role })}
        error={at('role')}
        allowDeselect={false}
      />
      <Switch
        label={texts.isActive}
        checked={given.is_active}
        onChange={({ currentTarget: { checked } }) => set({ is_active: checked })}
      />
      <Checkbox
        label={texts.isSuperuser}
        checked={given.is_superuser}
        onChange={({ currentTarget: { checked } }) => set({ is_superuser: checked })}
      />
    </>
  );
}

function Deletion({ user: { id, email }, close }: { readonly user: User; readonly close: () => void }) {
  const me = useQuery(session).data?.user.id;
  const remove = async (): Promise<void> => {
    await deleteUser(id);
    close();
  };
  return (
    <div>
      <Confirm
        size="xs"
        variant="outline"
        color="red"
        title={texts.deleteTitle(email)}
        says={texts.deleteSays}
        done={texts.deleted}
        why={id === me ? texts.self : null}
        act={remove}
      >
        {texts.delete}
      </Confirm>
    </div>
  );
}
