/** The administrator gets an address and a password. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { completeFirstRun } from '../../api/session.ts';
import { firstRunTexts as texts } from '../../texts/shell.ts';
import { Door } from './door.tsx';

export function FirstRun() {
  const navigate = useNavigate();
  const { hash } = useLocation();
  const enter = async (field: (name: string) => string): Promise<void> => {
    await completeFirstRun(field('token').trim(), { email: field('email').trim(), password: field('password') });
    await navigate({ to: '/welcome' });
  };
  return (
    <Door title={texts.title} about={texts.about} failed={texts.failed} enter={enter}>
      <PasswordInput
        name="token"
        defaultValue={tokenIn(hash)}
        label={texts.token}
        description={texts.tokenHelp}
        autoComplete="off"
        required
      />
      <TextInput name="email" type="email" label={texts.email} autoComplete="username" required />
      <PasswordInput
        name="password"
        label={texts.password}
        description={texts.passwordHelp}
        autoComplete="new-password"
        minLength={12}
        required
      />
      <Button type="submit">{texts.act}</Button>
    </Door>
  );
}

/** From the link that the first start printed; what follows the # is never sent to a server. */
const tokenIn = (hash: string): string => new URLSearchParams(hash).get('token') ?? '';
