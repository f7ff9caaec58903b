/** Duplicate a connection, or delete it. */
import { Group, Stack, Text, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { deleteConnection } from '../../api/connection-write.ts';
import type { Connection } from '../../api/connections.ts';
import { settingsTexts as texts } from '../../texts/connection-settings.ts';
import { Act, Confirm } from '../../ui/act.tsx';
import { useConnection } from './use-connection.ts';

/** Those that have an issue: links that were only begun have none yet. */
const issuesOf = ({ state }: Connection): number =>
  Object.entries(state?.items ?? {})
    .filter(([name]) => name !== 'unlinked' && name !== 'intent')
    .reduce((sum, [, count]) => sum + count, 0);

export function MoreSettings({ row }: { readonly row: Connection }) {
  const { id, alias, connector } = row;
  const navigate = useNavigate();
  const { barred } = useConnection();
  return (
    <Stack gap="sm" component="section">
      <Title order={2}>{texts.moreTitle}</Title>
      <Text size="sm">{texts.duplicateAbout}</Text>
      <Group>
        <Act
          variant="default"
          act={() => navigate({ to: '/connections/new', search: { connector, from: id } })}
          why={barred('createConnection')}
        >
          {texts.duplicate}
        </Act>
        <Confirm
          variant="default"
          color="red"
          why={barred('deleteConnection')}
          title={texts.removeTitle}
          says={texts.removeSays(alias, issuesOf(row))}
          done={texts.removed}
          act={async () => {
            await navigate({ to: '/connections' });
            await deleteConnection(id);
          }}
        >
          {texts.remove}
        </Confirm>
      </Group>
    </Stack>
  );
}
