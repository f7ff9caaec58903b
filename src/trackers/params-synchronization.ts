/** Which way what flows, and what happens in doubt. */
import type { ParamField } from '../model/params.ts';
import { field, inSection, options } from './param-field.ts';

export const SYNCHRONIZATION: readonly ParamField[] = inSection('Synchronization', [
  field({
    name: 'conflict_policy',
    label: 'Choose Authoritative Source',
    help: 'Who wins when a task and its issue were both changed. "Ask" freezes that field until a person decides.',
    type: 'radio',
    default: 'issue_tracker',
    options: options({
      issue_tracker: 'Issue tracker',
      sde: 'Tasks',
      timestamp: 'Last status change',
      ask: 'Ask a person',
    }),
  }),
  field({
    name: 'status_sync',
    label: 'Status synchronization',
    help: 'Both ways with conflicts decided as above; always as the authoritative source says; or not at all.',
    type: 'radio',
    default: 'two_way',
    options: options({ two_way: 'Two-way', authoritative: 'Authoritative source', off: 'Off' }),
  }),
  field({
    name: 'issue_tracker_status_map',
    label: 'Tracker status to task status',
    help: 'JSON object, e.g. {"Closed": "DONE"}. A status that is not named means Incomplete.',
    type: 'json',
    maxLength: 4096,
  }),
  field({
    name: 'sde_status_map',
    label: 'Task status to tracker status',
    help: 'JSON object, e.g. {"DONE": "Closed"}. Keys are DONE, TODO, NA, or the slug of a custom status.',
    type: 'json',
    maxLength: 4096,
  }),
  field({
    name: 'issue_tracker_closed_status',
    label: 'Closed issue status',
    help: 'Given to the issue of a task that is out of scope. Empty leaves such issues alone.',
  }),
  field({
    name: 'out_of_scope_action',
    label: 'Tasks that a filter excludes',
    help: 'What happens to an issue whose task does not match the filters any more.',
    type: 'radio',
    default: 'leave',
    options: options({ leave: 'Leave the issue alone', close: 'Close the issue' }),
  }),
  field({
    name: 'missing_issue_action',
    label: 'Missing issues',
    help: 'What happens when somebody deleted the issue of a task.',
    type: 'radio',
    default: 'report',
    options: options({ report: 'Report it', recreate: 'Create it again', detach: 'Let go of it' }),
  }),
  field({
    name: 'sync_comments',
    label: 'Synchronize comments and notes',
    help: 'Comments of the issue become notes of the task, and the other way round.',
    type: 'boolean',
    default: false,
  }),
  field({
    name: 'sync_assignees',
    label: 'Synchronize assignees',
    help: 'By e-mail address.',
    type: 'boolean',
    default: false,
  }),
  field({
    name: 'issue_tracker_user_map',
    label: 'Tracker accounts of people',
    help: 'JSON object, e-mail address to account, e.g. {"ann@example.com": "ann"}, for accounts whose address the tracker does not tell.',
    type: 'json',
    maxLength: 4096,
  }),
  field({
    name: 'tags_from_tracker',
    label: 'Take tags from the tracker',
    help: 'Labels that people add to the issue become tags of the task.',
    type: 'boolean',
    default: false,
  }),
]);
