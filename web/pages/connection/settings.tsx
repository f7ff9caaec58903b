/** The settings of a connection: its parameters, name and schedule; a test; hints; duplicate and delete. */
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection } from '../../api/connections.ts';
import { connector as connectorQuery } from '../../api/connectors.ts';
import { plugin as pluginQuery } from '../../api/plugins.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { MoreSettings } from './settings-more.tsx';
import { SettingsForm } from './settings-form.tsx';
import { SettingsHints } from './settings-hints.tsx';
import { SettingsTest } from './settings-test.tsx';
import { useConnection } from './use-connection.ts';

export function Settings() {
  const { connection: row } = useConnection();
  const through = useQuery(connectorQuery(row.connector));
  const schema = useQuery(pluginQuery(row.system.id));
  const [unsaved, setUnsaved] = useState(false);
  return (
    <Stack gap="xl" maw={960}>
      <Loaded query={through}>
        {(connector) => (
          <Loaded query={schema}>
            {(plugin) => (
              <>
                {/* Once saved, the form begins anew with what is stored. */}
                <SettingsForm key={editedOf(row)} {...{ row, connector, plugin, setUnsaved }} />
                <SettingsTest {...{ row, connector, plugin, unsaved }} />
              </>
            )}
          </Loaded>
        )}
      </Loaded>
      <SettingsHints />
      <MoreSettings row={row} />
    </Stack>
  );
}

/** What the form edits: other changes of the connection leave it as it is. */
const editedOf = ({ alias, frequency, debug_mode, params, connector }: Connection): string => {
  const { last_successful_run: _at, session_capture_socket: _debug, ...own } = params ?? {};
  return JSON.stringify([alias, frequency, debug_mode, own, connector]);
};
