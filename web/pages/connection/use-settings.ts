/** What the form of a connection holds, and what of it is to be sent. */
import { useState } from 'react';
import type { Connection } from '../../api/connections.ts';
import type { Connector } from '../../api/connectors.ts';
import type { Plugin } from '../../api/plugins.ts';
import type { Given } from '../../api/types.ts';
import { settingsTexts as texts } from '../../texts/connection-settings.ts';
import type { Frequency } from '../../ui/frequencies.ts';
import { useDraft } from '../../ui/param-form/form-state.ts';
import { fieldsOf, setByConnection } from '../../ui/param-form/settable.ts';
import { useLists } from '../../ui/param-form/use-lists.ts';
import { levelsOf, shown } from '../../ui/param-form/values.ts';
import { useMay } from '../../ui/use-may.ts';

/** Beside the parameters. */
interface Own {
  readonly alias: string;
  readonly frequency: Frequency;
  readonly debug_mode: boolean;
}

const PROJECT = 'issue_tracker_project';

export function useSettings(row: Connection, connector: Connector, plugin: Plugin) {
  const fields = fieldsOf(plugin);
  const levels = levelsOf(fields, connector.params ?? {}, row.params ?? {});
  const params = useDraft({ below: 'connector', levels });
  const before: Own = { alias: row.alias, frequency: row.frequency as Frequency, debug_mode: row.debug_mode };
  const [own, setOwn] = useState(before);
  const project = String(shown(levels, params.draft, PROJECT) ?? '');
  const { lists, reading } = useLists({
    connector: connector.id,
    draft: { ...levels.stored, ...params.draft },
    project,
    may: useMay()('readTrackerLists') && row.params !== undefined,
  });
  const sent = { ...differences(own, before), ...(isEmpty(params.draft) ? {} : { params: params.draft }) };
  const named = [
    ...fields.map(({ name, label }) => [name, label]),
    ['alias', texts.name],
    ['frequency', texts.frequency],
  ];
  return {
    own,
    setOwn,
    form: { ...params.form, lists },
    failed: params.failed,
    labels: Object.fromEntries(named) as Readonly<Record<string, string>>,
    settable: setByConnection(connector.fields_editable_on_project),
    changed: !isEmpty(sent),
    sent,
    /** The tracker project that it would leave; null: it stays. */
    leaves: params.draft[PROJECT] === undefined ? null : String(levels.stored[PROJECT] ?? ''),
    reading,
  };
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

const differences = ({ alias, frequency, debug_mode }: Own, before: Own): Given<'updateConnection'> => ({
  ...(alias.trim() === before.alias ? {} : { alias: alias.trim() }),
  ...(frequency === before.frequency ? {} : { frequency }),
  ...(debug_mode === before.debug_mode ? {} : { debug_mode }),
});
