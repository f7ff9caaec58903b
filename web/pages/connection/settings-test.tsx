/** The test of a stored connection, in its depths. */
import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import type { Connector } from '../../api/connectors.ts';
import type { Plugin } from '../../api/plugins.ts';
import { testStored } from '../../api/trackers.ts';
import { common } from '../../texts/common.ts';
import { settingsTexts as texts } from '../../texts/connection-settings.ts';
import { newTexts } from '../../texts/new-connection.ts';
import { testTexts } from '../../texts/tests.ts';
import { fieldsOf, setByConnection } from '../../ui/param-form/settable.ts';
import { ProblemBox } from '../../ui/problem-box.tsx';
import { Submit } from '../../ui/submit.tsx';
import { TestedDepths } from '../../ui/tested-depths.tsx';
import { useMay } from '../../ui/use-may.ts';

interface SettingsTestProps {
  readonly row: Connection;
  readonly connector: Connector;
  readonly plugin: Plugin;
  readonly unsaved: boolean;
}

export function SettingsTest({ row, connector, plugin, unsaved }: SettingsTestProps) {
  const test = useMutation({ mutationFn: () => testStored(row.id) });
  const mayNot = useMay()('testStoredConnection') ? null : common.notAllowed;
  const fields = fieldsOf(plugin);
  const settable = fields.filter(setByConnection(connector.fields_editable_on_project));
  const remedy = (param: string) =>
    settable.some(({ name }) => name === param) ? null : (
      <Anchor component={Link} to={`/admin/connectors/${connector.id}`} size="sm">
        {newTexts.test.atConnector}
      </Anchor>
    );
  return (
    <Stack gap="sm" component="section">
      <Title order={2}>{texts.testTitle}</Title>
      <Text size="sm">{texts.testAbout}</Text>
      {test.error !== null && <ProblemBox error={test.error} title={testTexts.failed} />}
      {test.data !== undefined && (
        <TestedDepths
          tested={test.data}
          labels={Object.fromEntries(fields.map(({ name, label }) => [name, label]))}
          remedy={remedy}
        />
      )}
      <Group>
        <Submit act={test} why={mayNot ?? (unsaved ? texts.testWhy : null)} variant="default">
          {testTexts.act}
        </Submit>
      </Group>
    </Stack>
  );
}
