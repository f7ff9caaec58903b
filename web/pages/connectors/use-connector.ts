/** What the form of a connector holds, and what of it is to be sent. */
import { useState } from 'react';
import type { Connector } from '../../api/connectors.ts';
import type { Plugin } from '../../api/plugins.ts';
import type { Given } from '../../api/types.ts';
import { connectorTexts as texts } from '../../texts/connectors.ts';
import { useDraft } from '../../ui/param-form/form-state.ts';
import { fieldsOf, usuallyEditable } from '../../ui/param-form/settable.ts';
import { given, levelsOf, type Values } from '../../ui/param-form/values.ts';

/** Beside the parameters. */
export interface Own {
  readonly name: string;
  /** The parameters that projects may set. */
  readonly editable: string[];
  readonly inaccessible: boolean;
}

export interface Begin {
  readonly name: string;
  readonly params: Values;
}

/** `stored` null: a new one, which begins as given. */
export function useConnector(plugin: Plugin, stored: Connector | null, begin?: Begin) {
  const fields = fieldsOf(plugin);
  const params = useDraft({ below: 'defaults', levels: levelsOf(fields, {}, stored?.params ?? {}) }, begin?.params);
  const before: Own = stored === null ? newOwn(plugin) : ownOf(plugin, stored);
  const [own, setOwn] = useState<Own>(begin === undefined ? before : { ...before, name: begin.name });
  const editableToo = stored === null || !same(own.editable, before.editable);
  const changed = Object.keys(params.draft).length > 0 || editableToo || differs(own, before);
  const labels = Object.fromEntries([...fields.map(({ name, label }) => [name, label]), ['name', texts.name]]);
  return {
    params,
    own,
    setOwn,
    changed,
    labels: labels as Readonly<Record<string, string>>,
    creation: (): Given<'createConnector'> => ({
      ...bodyOf(own, true),
      system: { id: plugin.id },
      params: given(params.draft),
    }),
    change: (): Given<'updateConnector'> => ({ ...bodyOf(own, editableToo), params: params.draft }),
    trial: (): Given<'testConnector'> => ({
      name: own.name.trim() || plugin.short_name,
      system: { id: plugin.id },
      params: given(params.draft),
      ...(stored === null ? {} : { connector: stored.id }),
    }),
  };
}

const newOwn = (plugin: Plugin): Own => ({ name: '', editable: usuallyEditable(plugin), inaccessible: false });

/** Without a list of its own, what the schema says. */
const ownOf = (plugin: Plugin, { name, inaccessible, fields_editable_on_project: listed }: Connector): Own => ({
  name,
  inaccessible,
  editable:
    listed ??
    fieldsOf(plugin)
      .filter(({ scope }) => scope.includes('system') && scope.includes('project'))
      .map((field) => field.name),
});

const differs = (own: Own, before: Own): boolean =>
  own.name.trim() !== before.name || own.inaccessible !== before.inaccessible;

const same = (a: readonly string[], b: readonly string[]): boolean => a.toSorted().join() === b.toSorted().join();

const bodyOf = ({ name, inaccessible, editable }: Own, editableToo: boolean) => ({
  name: name.trim(),
  inaccessible,
  ...(editableToo ? { fields_editable_on_project: editable } : {}),
});
