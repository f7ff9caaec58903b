/** Jira's parameters, under their wire names. */
import type { ParamField } from '../../model/params.ts';
import { field, inSection, options } from '../param-field.ts';
import { sharedParams } from '../params.ts';

/** Which parameter is at fault, for errors. */
export const PARAM = {
  server: 'issue_tracker_server',
  context: 'issue_tracker_context_root',
  project: 'issue_tracker_project',
  user: 'issue_tracker_user',
  password: 'issue_tracker_pass',
  token: 'issue_tracker_api_token',
  authMode: 'issue_tracker_auth_mode',
  statusMap: 'issue_tracker_status_map',
  targets: 'sde_status_map',
  closedStatus: 'issue_tracker_closed_status',
  priorities: 'issue_tracker_priority_map',
  parent: 'issue_tracker_parent_issue',
  customFields: 'issue_tracker_custom_fields',
  lookupFields: 'issue_tracker_custom_lookup_fields',
  userMap: 'issue_tracker_user_map',
  cloudId: 'jira_cloud_id',
  issueType: 'jira_issue_type',
  doneStatuses: 'jira_done_statuses',
  resolution: 'jira_resolution',
  transitionFields: 'jira_transition_fields',
  remoteLink: 'jira_remote_link',
} as const;

const TRANSITIONS = 'Accepted for old scripts and not needed: the way to a status is found in the workflow.';

const OWN: readonly ParamField[] = inSection('Advanced JIRA Configuration', [
  field({
    name: 'jira_version',
    label: 'JIRA version',
    help: 'Accepted for old scripts and not needed: Jira itself says what it is.',
    type: 'radio',
    default: '5',
    options: options({ 4: '4', 5: '5+' }),
  }),
  field({
    name: PARAM.cloudId,
    label: 'Cloud id',
    help:
      'For scoped tokens and service accounts of Jira Cloud, which work through api.atlassian.com only: the id of the ' +
      'site, as shown at https://SITE.atlassian.net/_edge/tenant_info. Empty for everything else.',
    placeholder: '11111111-2222-3333-4444-555555555555',
    bindsSecret: true,
  }),
  field({
    name: PARAM.issueType,
    label: 'Issue type',
    help: 'The type of the issues that are created.',
    default: 'Bug',
  }),
  field({
    name: PARAM.doneStatuses,
    label: 'Done statuses',
    help: `Statuses that mean Complete, separated by commas, where ${PARAM.statusMap} is empty.`,
    default: 'Done,Resolved,Closed',
  }),
  field({
    name: PARAM.resolution,
    label: 'Resolution',
    help: 'Set where a transition asks for one. Empty: Done or Fixed, or else the first that Jira offers.',
    placeholder: 'Done',
  }),
  field({
    name: PARAM.transitionFields,
    label: 'Fields of transition screens',
    help: 'JSON object, field to value, for what the screens of transitions ask for, e.g. {"Root cause": "Code"}.',
    type: 'json',
    maxLength: 1024,
  }),
  field({
    name: PARAM.remoteLink,
    label: 'Link back to the task',
    help: 'Adds a link among the links of each new issue, for one more request each. The description has one anyway.',
    type: 'boolean',
    default: false,
  }),
  field({ name: 'jira_close_transition', label: 'Close transition', help: TRANSITIONS }),
  field({ name: 'jira_reopen_transition', label: 'Reopen transition', help: TRANSITIONS }),
]);

export const PARAMS: readonly ParamField[] = [
  ...sharedParams({
    issue_tracker_project: {
      label: 'JIRA Key',
      help: 'The key of the project, as in PAY-7: PAY.',
      placeholder: 'PAY',
    },
    issue_tracker_server: { placeholder: 'my-company.atlassian.net' },
    issue_tracker_auth_mode: {
      help:
        'Cloud: the e-mail address as user with an API token as password, or API token with the address as user. ' +
        'Data Center: user and password, or a personal access token as API token.',
    },
    issue_tracker_user: { help: 'Cloud: the e-mail address of the account. Data Center: the user name.' },
    issue_tracker_status_map: {
      help: `JSON object, e.g. {"Closed": "DONE"}. A status that is not named means Incomplete. Empty: as ${PARAM.doneStatuses} says.`,
    },
    sde_status_map: {
      help: 'JSON object, e.g. {"DONE": "Closed"}. Empty: To Do and Done on Cloud, Open and Closed on Data Center.',
    },
    issue_tracker_closed_status: {
      help: 'Given to the issue of a task that is out of scope. Empty: Done on Cloud, Closed on Data Center.',
    },
    issue_tracker_priority_map: {
      default: '{"10":"Highest","7-9":"High","5-6":"Medium","3-4":"Low","1-2":"Lowest"}',
    },
    issue_tracker_parent_issue: {
      help: 'The key of the issue or epic under which issues are created.',
      placeholder: 'PAY-1',
    },
    issue_tracker_custom_fields: {
      help:
        'JSON object, field to value: by its name or id, also Components, Fix versions and Affects versions. Several ' +
        'values are separated by commas, levels of a cascading list by " > ". Values may contain ${task_id} and its like.',
    },
  }),
  ...OWN,
];
