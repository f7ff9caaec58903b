/** Log in with an address and a password. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { logIn } from '../../api/session.ts';
import { logInTexts as texts } from '../../texts/shell.ts';
import { Door } from './door.tsx';

const route = getRouteApi('/login');

export function LogIn() {
  const { next } = route.useSearch();
  const router = useRouter();
  const enter = async (field: (name: string) => string): Promise<void> => {
    await logIn({ email: field('email'), password: field('password') });
    router.history.push(next ?? '/connections');
  };
  return (
    <Door title={texts.title} failed={texts.failed} enter={enter}>
      <TextInput name="email" label={texts.email} autoComplete="username" required />
      <PasswordInput name="password" label={texts.password} autoComplete="current-password" required />
      <Button type="submit">{texts.act}</Button>
    </Door>
  );
}
