/** The settings of a connection as a page of their own. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { connection } from '../../api/connections.ts';
import { settingsTexts as texts } from '../../texts/connection-settings.ts';
import { newTexts } from '../../texts/new-connection.ts';
import { Page } from '../../ui/page.tsx';
import { ConnectionSettings } from './settings.tsx';

export function SettingsPage() {
  const { id } = useParams({ strict: false });
  const { data } = useQuery(connection(Number(id)));
  const up = [
    { to: '/connections', text: newTexts.up },
    { to: `/connections/${id}`, text: data?.alias ?? '…' },
  ];
  return (
    <Page title={texts.title} up={up}>
      <ConnectionSettings id={Number(id)} />
    </Page>
  );
}
