/** Who works in a project, and in which role. */
import { Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { addMember, members, removeMember, setMemberRole, type Member } from '../../api/members.ts';
import { roles } from '../../api/roles.ts';
import { membersTexts as texts } from '../../texts/members.ts';
import { Confirm } from '../../ui/act.tsx';
import { Form } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemBox } from '../../ui/problem-box.tsx';
import { useWhyNot } from '../../ui/use-may.ts';
import { ProjectFrame } from './project-frame.tsx';

const route = getRouteApi('/inside/projects/$projectId/members');

export function Members() {
  const { projectId } = route.useParams();
  const query = useQuery(members(projectId));
  const whyNot = useWhyNot(projectId);
  return (
    <ProjectFrame projectId={projectId} tab="members">
      {() => (
        <Loaded query={query}>
          {({ results }) => (
            <Stack gap="xl">
              {results.length === 0 ? <Text>{texts.none}</Text> : <MemberTable projectId={projectId} rows={results} />}
              {whyNot('createMember') === null && <AddMember projectId={projectId} />}
            </Stack>
          )}
        </Loaded>
      )}
    </ProjectFrame>
  );
}

const useRoles = () =>
  useQuery(roles('project-roles')).data?.results.map(({ id, name }) => ({ value: id, label: name })) ?? [];

interface MemberTableProps {
  readonly projectId: number;
  readonly rows: readonly Member[];
}

function MemberTable({ projectId, rows }: MemberTableProps) {
  const set = useMutation({
    mutationFn: ({ user, role }: { readonly user: number; readonly role: string }) =>
      setMemberRole(projectId, user, role),
  });
  return (
    <Stack gap="xs">
      {set.error !== null && <ProblemBox error={set.error} />}
      <Table verticalSpacing="xs" fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.person}</Table.Th>
            <Table.Th>{texts.role}</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((member) => (
            <MemberRow
              key={member.user.id}
              projectId={projectId}
              member={member}
              setRole={(role) => set.mutate({ user: member.user.id, role })}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

interface MemberRowProps {
  readonly projectId: number;
  readonly member: Member;
  readonly setRole: (role: string) => void;
}

function MemberRow({ projectId, member: { user, role }, setRole }: MemberRowProps) {
  const whyNot = useWhyNot(projectId);
  const { id, email, first_name, last_name } = user;
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" className="anywhere">
          {email}
        </Text>
        <Text size="xs" c="dimmed">
          {`${first_name} ${last_name}`.trim()}
        </Text>
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={texts.roleOf(email)}
          data={useRoles()}
          value={role}
          allowDeselect={false}
          readOnly={whyNot('updateMember') !== null}
          onChange={(chosen) => chosen !== null && setRole(chosen)}
          size="xs"
        />
      </Table.Td>
      <Table.Td ta="right">
        <Confirm
          size="compact-sm"
          variant="subtle"
          color="red"
          title={texts.removeTitle(email)}
          says={texts.removeSays}
          done={texts.removed}
          why={whyNot('deleteMember')}
          act={() => removeMember(projectId, id)}
        >
          {texts.remove}
        </Confirm>
      </Table.Td>
    </Table.Tr>
  );
}

function AddMember({ projectId }: { readonly projectId: number }) {
  const choices = useRoles();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    await addMember(projectId, { user: email.trim(), role: role ?? '' });
    setEmail('');
  };
  return (
    <Form save={save} submit={texts.add} done={texts.added} fields={['user', 'role']}>
      {(at) => (
        <Group align="flex-start">
          <TextInput
            label={texts.email}
            value={email}
            onChange={({ currentTarget: { value } }) => setEmail(value)}
            error={at('user')}
            required
          />
          <Select label={texts.role} data={choices} value={role} onChange={setRole} error={at('role')} required />
        </Group>
      )}
    </Form>
  );
}
