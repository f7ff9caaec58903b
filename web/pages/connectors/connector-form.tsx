/** The form of a connector, new or stored: it can be tested before it is saved. */
import { Accordion, Group, MultiSelect, Stack, Switch, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { createConnector, testConnector, updateConnector, type Connector } from '../../api/connectors.ts';
import type { Plugin } from '../../api/plugins.ts';
import { connectorTexts as texts } from '../../texts/connectors.ts';
import { testTexts } from '../../texts/tests.ts';
import { FormProblem } from '../../ui/param-form/form-problem.tsx';
import { ParamForm } from '../../ui/param-form/param-form.tsx';
import { editableChoices, setByConnector } from '../../ui/param-form/settable.ts';
import { Submit } from '../../ui/submit.tsx';
import { TestedDepths } from '../../ui/tested-depths.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useConnector, type Begin, type Own } from './use-connector.ts';

interface ConnectorFormProps {
  readonly plugin: Plugin;
  /** null: a new one. */
  readonly stored: Connector | null;
  readonly begin?: Begin;
  readonly saved: (connector: Connector) => void;
  /** Of the headings inside. */
  readonly order: 3 | 4;
}

export function ConnectorForm({ plugin, stored, begin, saved, order }: ConnectorFormProps) {
  const { params, own, setOwn, changed, labels, ...bodies } = useConnector(plugin, stored, begin);
  const save = useMutation({
    mutationFn: () =>
      stored === null ? createConnector(bodies.creation()) : updateConnector(stored.id, bodies.change()),
    onSuccess: (row) => {
      notifications.show({ message: stored === null ? texts.created : texts.saved, color: 'green' });
      saved(row);
    },
    onError: params.failed,
  });
  const test = useMutation({
    mutationFn: () => testConnector(bodies.trial()),
    onSuccess: params.found,
    onError: params.failed,
  });
  const mayNot = useMay()('updateConnector') ? null : texts.mayNot;
  const why = own.name.trim() === '' ? texts.needsName : changed ? null : texts.nothingToSave;
  return (
    <Stack>
      <TextInput
        label={texts.name}
        description={texts.nameHelp}
        required
        maxLength={255}
        value={own.name}
        error={params.form.errors['name']}
        onChange={(event) => setOwn({ ...own, name: event.currentTarget.value })}
        maw={480}
      />
      <ParamForm plugin={plugin} form={params.form} settable={setByConnector} order={order} />
      <Sharing {...{ plugin, own, setOwn, order }} />
      <FormProblem error={save.error} title={texts.notSaved} labels={labels} />
      <FormProblem error={test.error} title={testTexts.failed} labels={labels} />
      {test.data !== undefined && <TestedDepths tested={test.data} labels={labels} />}
      <Group>
        <Submit act={save} why={mayNot ?? why}>
          {stored === null ? texts.create : texts.save}
        </Submit>
        <Submit act={test} why={mayNot} variant="default">
          {testTexts.act}
        </Submit>
      </Group>
    </Stack>
  );
}

interface SharingProps extends Pick<ConnectorFormProps, 'plugin' | 'order'> {
  readonly own: Own;
  readonly setOwn: (own: Own) => void;
}

/** What its projects may do with it. */
const Sharing = ({ plugin, own, setOwn, order }: SharingProps) => (
  <>
    <Accordion variant="separated" order={order} keepMounted={false}>
      <Accordion.Item value="editable">
        <Accordion.Control>
          <Group gap="xs">
            <Text fw={600} size="sm">
              {texts.editable}
            </Text>
            <Text size="xs" c="dimmed">
              {texts.editableCount(own.editable.length)}
            </Text>
          </Group>
        </Accordion.Control>
        <Accordion.Panel>
          <MultiSelect
            label={texts.editable}
            description={texts.editableHelp}
            data={editableChoices(plugin)}
            value={own.editable}
            onChange={(editable) => setOwn({ ...own, editable })}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': texts.clearEditable }}
          />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
    <Switch
      label={texts.inaccessible}
      description={texts.inaccessibleHelp}
      checked={own.inaccessible}
      onChange={(event) => setOwn({ ...own, inaccessible: event.currentTarget.checked })}
    />
  </>
);
