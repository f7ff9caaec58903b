/** The form of a connection: name, frequency, debug mode, and the parameters that it may set. */
import { Alert, Group, Loader, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { updateConnection } from '../../api/connection-write.ts';
import type { Connection } from '../../api/connections.ts';
import type { Connector } from '../../api/connectors.ts';
import type { Plugin } from '../../api/plugins.ts';
import { settingsTexts as texts } from '../../texts/connection-settings.ts';
import { newTexts } from '../../texts/new-connection.ts';
import { FREQUENCY_CHOICES, type Frequency } from '../../ui/frequencies.ts';
import { FormProblem } from '../../ui/param-form/form-problem.tsx';
import { ParamForm } from '../../ui/param-form/param-form.tsx';
import { Submit } from '../../ui/submit.tsx';
import { useConnection } from './use-connection.ts';
import { useSettings } from './use-settings.ts';

interface SettingsFormProps {
  readonly row: Connection;
  readonly connector: Connector;
  readonly plugin: Plugin;
  readonly setUnsaved: (unsaved: boolean) => void;
}

export function SettingsForm({ row, connector, plugin, setUnsaved }: SettingsFormProps) {
  const settings = useSettings(row, connector, plugin);
  const { own, setOwn, form, failed, labels, changed, sent, leaves, reading } = settings;
  useEffect(() => setUnsaved(changed), [changed, setUnsaved]);
  const save = useMutation({
    mutationFn: () => updateConnection(row.id, sent),
    onSuccess: () => notifications.show({ message: texts.saved, color: 'green' }),
    onError: failed,
  });
  const { barred } = useConnection();
  const incomplete = own.alias.trim() === '' ? texts.needsName : changed ? null : texts.nothingToSave;
  const why = barred('updateConnection') ?? incomplete;
  return (
    <Stack>
      <Group align="flex-start" gap="md">
        <TextInput
          label={texts.name}
          required
          maxLength={255}
          value={own.alias}
          error={form.errors['alias']}
          onChange={(event) => setOwn({ ...own, alias: event.currentTarget.value })}
          w={420}
          maw="100%"
        />
        <Select
          label={texts.frequency}
          data={FREQUENCY_CHOICES}
          value={own.frequency}
          error={form.errors['frequency']}
          onChange={(value) => value !== null && setOwn({ ...own, frequency: value as Frequency })}
          allowDeselect={false}
        />
      </Group>
      <Switch
        label={texts.debug}
        description={texts.debugHelp}
        checked={own.debug_mode}
        onChange={(event) => setOwn({ ...own, debug_mode: event.currentTarget.checked })}
      />
      {row.params === undefined ? (
        <Text size="sm">{texts.hidden}</Text>
      ) : (
        <ParamForm {...{ plugin, form }} settable={settings.settable} connector={connector.id} order={3} />
      )}
      {leaves !== null && <Alert variant="default">{texts.newTarget(leaves)}</Alert>}
      <FormProblem error={save.error} title={texts.notSaved} labels={labels} />
      <Group>
        <Submit act={save} why={why}>
          {texts.save}
        </Submit>
        {reading && <Reading />}
      </Group>
    </Stack>
  );
}

const Reading = () => (
  <Group gap="xs" aria-live="polite">
    <Loader size="xs" />
    <Text size="sm" c="dimmed">
      {newTexts.settings.reading}
    </Text>
  </Group>
);
