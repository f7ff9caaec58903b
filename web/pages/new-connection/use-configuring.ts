/** What is being configured: the parameters, what the tracker has to choose from, and the last test. */
import { useMutation } from '@tanstack/react-query';
import type { Connector } from '../../api/connectors.ts';
import type { Plugin } from '../../api/plugins.ts';
import { testUnsaved } from '../../api/trackers.ts';
import { useDraft } from '../../ui/param-form/form-state.ts';
import { fieldsOf, setByConnection } from '../../ui/param-form/settable.ts';
import { useLists } from '../../ui/param-form/use-lists.ts';
import { given, isSecret, levelsOf, shown, type Values } from '../../ui/param-form/values.ts';
import { useMay } from '../../ui/use-may.ts';

interface Around {
  readonly project: number;
  readonly connector: Connector;
  readonly plugin: Plugin;
  /** What it begins with, as far as it may be set here; a secret has to be given anew. */
  readonly begin: Values;
}

export type Configuring = ReturnType<typeof useConfiguring>;

export function useConfiguring({ project, connector, plugin, begin }: Around) {
  const fields = fieldsOf(plugin);
  const levels = levelsOf(fields, connector.params ?? {}, {});
  const settable = setByConnection(connector.fields_editable_on_project);
  const copied = fields.filter((field) => settable(field) && !isSecret(field));
  const params = useDraft({ below: 'connector', levels }, levelsOf(copied, levels.inherited, begin).stored);
  const may = useMay()('testConnection');
  const inForce = String(shown(levels, params.draft, 'issue_tracker_project') ?? '');
  const { lists, ...asked } = useLists({ connector: connector.id, draft: params.draft, project: inForce, may });
  const body = { connector: connector.id, project, params: given(params.draft) };
  const test = useMutation({
    mutationFn: () => testUnsaved({ name: 'test', ...body }),
    onSuccess: params.found,
    onError: params.failed,
  });
  return {
    plugin,
    connector,
    form: { ...params.form, lists },
    failed: params.failed,
    settable,
    labels: Object.fromEntries(fields.map(({ name, label }) => [name, label])) as Readonly<Record<string, string>>,
    trackerProject: inForce,
    asked,
    may,
    test,
    body,
  };
}
