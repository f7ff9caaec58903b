/** Which parameters may be set where. */
import type { ParamField, Plugin } from '../../api/plugins.ts';
import { isSecret } from './values.ts';

export const fieldsOf = ({ sections }: Plugin): readonly ParamField[] => sections.flatMap(({ fields }) => fields);

/** A connector sets what is not each project's own. */
export const setByConnector = ({ scope }: ParamField): boolean => scope.includes('system');

/** A connection sets what is its project's own, and of the rest what the connector lets it (null: what the schema does). */
export const setByConnection =
  (editable: readonly string[] | null) =>
  ({ name, scope }: ParamField): boolean =>
    !scope.includes('system') || (editable?.includes(name) ?? scope.includes('project'));

/**
 * What a new connector lets its projects set: everything but the way to the server and the credentials, because workflows
 * and filters differ from project to project.
 */
export const usuallyEditable = (plugin: Plugin): string[] =>
  plugin.sections.flatMap(({ fields, optional }) =>
    fields
      .filter(({ scope }) => scope.includes('system'))
      .filter(({ scope, readonly }) => scope.includes('project') || (optional && !readonly && !fields.some(isSecret)))
      .map(({ name }) => name),
  );

/** What can be offered to be editable, with the names that people read. */
export const editableChoices = (plugin: Plugin): { value: string; label: string }[] =>
  fieldsOf(plugin)
    .filter((field) => setByConnector(field) && !field.readonly)
    .map(({ name, label }) => ({ value: name, label }));

export const matches = ({ name, label, help_text }: ParamField, sought: string): boolean =>
  `${name} ${label} ${help_text}`.toLowerCase().includes(sought.trim().toLowerCase());
