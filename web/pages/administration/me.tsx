/** One's own name, password and token. */
import { Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { me, setOwnNames, setOwnPassword, type User } from '../../api/users.ts';
import { common } from '../../texts/common.ts';
import { meTexts as texts } from '../../texts/administration.ts';
import { Form } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { useMay } from '../../ui/use-may.ts';
import { OwnToken } from './own-token.tsx';

export function Me() {
  const query = useQuery(me);
  const may = useMay();
  return (
    <Page title={texts.title} about={query.data?.email}>
      <Loaded query={query}>
        {(user) => (
          <Stack maw={640} gap="xl">
            {may('updateMe') ? (
              <>
                <Section title={texts.name}>
                  <Names user={user} />
                </Section>
                <Section title={texts.password}>
                  <Password email={user.email} />
                </Section>
              </>
            ) : (
              <Text size="sm">{common.notAllowed}</Text>
            )}
            <Section title={texts.token}>
              <OwnToken userId={user.id} />
            </Section>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Names({ user }: { readonly user: User }) {
  const [first, setFirst] = useState(user.first_name);
  const [last, setLast] = useState(user.last_name);
  return (
    <Form
      save={() => setOwnNames({ first_name: first, last_name: last })}
      submit={texts.saveName}
      done={common.saved}
      fields={['first_name', 'last_name']}
    >
      {(at) => (
        <Group grow align="flex-start">
          <TextInput
            label={texts.firstName}
            value={first}
            onChange={({ currentTarget: { value } }) => setFirst(value)}
            error={at('first_name')}
            autoComplete="given-name"
          />
          <TextInput
            label={texts.lastName}
            value={last}
            onChange={({ currentTarget: { value } }) => setLast(value)}
            error={at('last_name')}
            autoComplete="family-name"
          />
        </Group>
      )}
    </Form>
  );
}

function Password({ email }: { readonly email: string }) {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const save = async (): Promise<void> => {
    if (password !== again) throw new Error(texts.different);
    await setOwnPassword(email, password);
    setPassword('');
    setAgain('');
  };
  return (
    <Form save={save} submit={texts.setPassword} done={texts.passwordSet} fields={['password']}>
      {(at) => (
        <>
          <PasswordInput
            label={texts.newPassword}
            description={texts.passwordHelp}
            value={password}
            onChange={({ currentTarget: { value } }) => setPassword(value)}
            error={at('password')}
            autoComplete="new-password"
            required
          />
          <PasswordInput
            label={texts.again}
            value={again}
            onChange={({ currentTarget: { value } }) => setAgain(value)}
            autoComplete="new-password"
            required
          />
        </>
      )}
    </Form>
  );
}
