/** A token is shown once, when it is made. */
import { Alert, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { deleteToken, renewToken, type Token } from '../../api/users.ts';
import { meTexts as texts } from '../../texts/administration.ts';
import { Confirm } from '../../ui/act.tsx';
import { Copied } from '../../ui/copied.tsx';

export function OwnToken({ userId }: { readonly userId: number }) {
  const [token, setToken] = useState<Token | null>(null);
  const make = async (): Promise<void> => setToken(await renewToken(userId));
  const remove = async (): Promise<void> => {
    await deleteToken(userId).catch((error: unknown) => {
      throw error instanceof Problem && error.status === 404 ? new Error(texts.noToken) : error;
    });
    setToken(null);
  };
  return (
    <Stack align="flex-start">
      <Text size="sm">{texts.tokenAbout}</Text>
      {token !== null && <Made token={token} />}
      <Group>
        <Confirm variant="default" color="indigo" title={texts.makeToken} says={texts.makeSays} act={make}>
          {texts.makeToken}
        </Confirm>
        <Confirm
          variant="subtle"
          color="red"
          title={texts.deleteToken}
          says={texts.deleteSays}
          done={texts.tokenDeleted}
          act={remove}
        >
          {texts.deleteToken}
        </Confirm>
      </Group>
    </Stack>
  );
}

const Made = ({ token: { token, connection_string } }: { readonly token: Token }) => (
  <Alert variant="outline" color="green" title={texts.yourToken} w="100%" role="alert">
    <Stack gap="xs">
      <Text size="sm">{texts.onlyNow}</Text>
      <Copied text={token} />
      <Text size="sm">{texts.connectionString}</Text>
      <Copied text={connection_string} />
    </Stack>
  </Alert>
);
