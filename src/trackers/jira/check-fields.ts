/** Whether a new issue would have all that its create screen asks for. */
import { TrackerError } from '../../model/tracker-error.ts';
import { customField, formatOf } from './convert.ts';
import { toJira } from './field.ts';
import { fieldNamed, type View } from './native.ts';
import { PARAM } from './params.ts';
import { orRefusal } from './refusal.ts';

/** What every create of ours says, and what Jira fills in by itself. */
const GIVEN = ['project', 'issuetype', 'summary', 'description', 'labels', 'reporter', 'parent'];

/** What every create says although a screen need not have it: Jira refuses what is not on the screen. */
const NEEDED = { description: 'Description', labels: 'Labels' };

export function checkFields(view: View): void {
  const { native, settings } = view;
  for (const [id, name] of Object.entries(NEEDED)) {
    if (!native.fields.some((field) => field.id === id)) throw notOnScreen(name, native.issueType.name);
  }
  const { custom, lookup, parent, priorities } = settings.options;
  for (const [name, value] of Object.entries(custom)) checkValue(view, name, value);
  for (const name of Object.keys(lookup)) customField(native, name, PARAM.lookupFields);
  const given = new Set([
    ...GIVEN,
    ...(priorities === null ? [] : ['priority']),
    ...Object.keys(custom).flatMap((name) => fieldNamed(native, name)?.id ?? []),
  ]);
  if (native.subtask && parent === null) throw needsParent(native.issueType.name);
  const missing = native.fields.filter(({ id, required }) => required && !given.has(id));
  if (missing.length === 0) return;
  throw new TrackerError(
    'settings',
    `Jira would refuse new issues without ${missing.map(({ name }) => `"${name}"`).join(', ')}: give required fields a value ` +
      `in ${PARAM.customFields}, or make them optional in Jira.`,
    { param: PARAM.customFields },
  );
}

const notOnScreen = (field: string, type: string): TrackerError =>
  new TrackerError(
    'settings',
    `Issue type "${type}" has no field "${field}" on its create screen: let an administrator add it to the create and edit ` +
      `screens, or choose another ${PARAM.issueType}.`,
    { param: PARAM.issueType },
  );

const needsParent = (type: string): TrackerError =>
  new TrackerError(
    'settings',
    `Issues of type "${type}" need a parent: name one in ${PARAM.parent}, or choose another ${PARAM.issueType}.`,
    { param: PARAM.parent },
  );

/** A value with macros is known with its task only. */
function checkValue({ native }: View, name: string, value: string): void {
  const field = customField(native, name);
  const format = formatOf(native);
  const typed = orRefusal(() => toJira(field, value.includes('$') ? '' : value, format));
  if (typed instanceof TrackerError) throw new TrackerError('settings', typed.message, { param: PARAM.customFields });
}
