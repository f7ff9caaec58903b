/** Which tasks get an issue, and what the issue says. */
import type { ParamField, ParamOption } from '../model/params.ts';
import { field, inSection, options } from './param-field.ts';

/** Options in this order; an object would put `10` last. */
const PRIORITIES: readonly ParamOption[] = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((n) => ({
  value: String(n),
  label: `${n} - ${n >= 7 ? 'High' : n >= 4 ? 'Medium' : 'Low'} Minimum Priority to Import`,
}));

export const TASKS: readonly ParamField[] = inSection('Tasks to Synchronize', [
  field({
    name: 'sde_sync_scope',
    label: 'Tasks to synchronize',
    help: 'All tasks, or only those that the risk policy of the project asks for.',
    type: 'radio',
    default: 'all',
    options: options({ all: 'All tasks', risk_policy: 'Tasks of the risk policy' }),
  }),
  field({
    name: 'sde_min_priority',
    label: 'Tasks having a minimum priority',
    help: 'Tasks with a lower priority get no issue.',
    type: 'select',
    default: '7',
    options: PRIORITIES,
  }),
  field({
    name: 'sde_statuses_in_scope',
    label: 'Tasks with status',
    help: 'Decides only whether an issue is created; existing ones stay synchronized.',
    type: 'checkbox',
    default: 'TODO',
    options: options({ DONE: 'Done', TODO: 'Todo', NA: 'N/A' }),
  }),
  field({
    name: 'issue_tracker_phases',
    label: 'Tasks having phase',
    help: 'Slugs of phases, separated by commas.',
    type: 'checkbox',
    default: 'requirements,architecture-design,development',
    options: options({
      requirements: 'Requirements',
      'architecture-design': 'Architecture & Design',
      development: 'Development',
      testing: 'Testing',
      deployment: 'Deployment',
    }),
  }),
  field({
    name: 'sde_tags_filter',
    label: 'Tasks having all of the following tags',
    help: 'Separated by commas.',
    placeholder: 'tag1,tag2',
  }),
  field({
    name: 'sde_verification_filter',
    label: 'Tasks with verification status',
    help: 'Results of verification, separated by commas.',
    type: 'checkbox',
    default: 'none,partial,pass,fail',
    options: options({ none: 'No Status', partial: 'Partial Pass', pass: 'Pass', fail: 'Fail' }),
  }),
  field({
    name: 'selected_tasks',
    label: 'Only these tasks',
    help: 'Task ids separated by commas; they override every filter.',
    scope: ['project'],
    placeholder: 'T12,T13',
    maxLength: 4096,
  }),
]);

export const CONTENT: readonly ParamField[] = inSection('Advanced Issue Tracker Options', [
  field({
    name: 'issue_tracker_title_format',
    label: 'Title Format',
    help: 'Must contain $task_id and $title; may contain $application, $project and $context.',
    default: '$task_id $title',
    placeholder: '[$application - $project] $task_id $title',
  }),
  field({
    name: 'issue_tracker_context',
    label: 'Context',
    help: 'Binds similar projects together: what $context stands for in titles and custom fields.',
    scope: ['project'],
  }),
  field({
    name: 'issue_tracker_issue_label',
    label: 'Issue Labels / Tags',
    help: 'A label that every issue gets.',
    placeholder: 'security',
  }),
  field({
    name: 'issue_tracker_parent_issue',
    label: 'Parent issue',
    help: 'Issues are created as children of this one.',
    scope: ['project'],
  }),
  field({
    name: 'issue_tracker_priority_map',
    label: 'Custom Priority Mapping',
    help: 'JSON object, e.g. {"7-10": "High", "1-6": "Low"}: every priority from 1 to 10 exactly once.',
    type: 'json',
    maxLength: 1024,
  }),
  field({
    name: 'issue_tracker_custom_fields',
    label: 'Custom Fields Mapping',
    help: 'JSON object, field to value. Values may contain ${business_unit} ${application} ${project} ${context} ${id} ${task_id} ${task_title} ${task_url} ${task_content} ${task_richcontent} ${issue_tracker_user}, and ${project_custom_attr_X} ${application_custom_attr_X} for the custom attribute X.',
    type: 'json',
    scope: ['project'],
    maxLength: 1024,
  }),
  field({
    name: 'issue_tracker_custom_lookup_fields',
    label: 'Custom Lookup Fields',
    help: 'JSON object, field to value, as above: an issue that we did not make is taken for a task only if it has the title and these values.',
    type: 'json',
    maxLength: 1024,
  }),
  field({
    name: 'how_tos_in_scope',
    label: "Include code sample How-To's in task descriptions",
    help: "Adds the task's how-tos to the text of the issue.",
    type: 'boolean',
    default: false,
  }),
  field({
    name: 'allow_public_bodies',
    label: 'Send task texts to public projects',
    help: 'Without this, a tracker project that anybody can read gets titles only.',
    type: 'boolean',
    default: false,
  }),
]);
