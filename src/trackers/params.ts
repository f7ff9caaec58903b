/** The parameters that every system has, under their wire names. A system's `params.ts` adjusts them and adds its own. */
import type { ParamField } from '../model/params.ts';
import { field, inSection, options } from './param-field.ts';
import { SYNCHRONIZATION } from './params-synchronization.ts';
import { CONTENT, TASKS } from './params-tasks.ts';

const PROJECT: readonly ParamField[] = [
  field({
    name: 'issue_tracker_project',
    label: 'Issue tracker project',
    help: 'The project of the tracker in which issues are created.',
    scope: ['project'],
    required: true,
  }),
];

const CONNECTION: readonly ParamField[] = inSection('Connection Details', [
  field({
    name: 'issue_tracker_method',
    label: 'Protocol',
    help: 'How the tracker is reached.',
    type: 'radio',
    default: 'https',
    required: true,
    options: options({ https: 'HTTPS', http: 'HTTP' }),
    bindsSecret: true,
  }),
  field({
    name: 'issue_tracker_server',
    label: 'Server',
    help: 'Host name of the tracker, with its port if that is not the usual one.',
    required: true,
    placeholder: 'bugs.example.com',
    bindsSecret: true,
  }),
  field({
    name: 'issue_tracker_context_root',
    label: 'Context Root',
    help: 'Normally left empty unless the tracker is installed at a non-standard location.',
    placeholder: '/',
    bindsSecret: true,
  }),
  field({
    name: 'issue_tracker_validate_cert',
    label: 'Verify the TLS certificate',
    help: 'Switching this off is insecure and for tests only.',
    type: 'boolean',
    default: true,
    bindsSecret: true,
  }),
]);

const CREDENTIALS: readonly ParamField[] = inSection('Credentials', [
  field({
    name: 'issue_tracker_auth_mode',
    label: 'Authentication Method',
    help: 'Which credentials are sent.',
    type: 'radio',
    default: 'basic',
    options: options({ basic: 'User and password', api_token: 'API token' }),
  }),
  field({
    name: 'issue_tracker_user',
    label: 'Username',
    help: 'Needed with user and password. Use an account of its own, so that its changes can be told apart.',
  }),
  field({
    name: 'issue_tracker_pass',
    label: 'Password',
    help: 'Needed with user and password.',
    type: 'masked_string',
    maxLength: 1024,
  }),
  field({
    name: 'issue_tracker_api_token',
    label: 'API Token',
    help: 'Needed with the method API token.',
    type: 'masked_string',
    maxLength: 1024,
  }),
]);

const SHARED: readonly ParamField[] = [
  ...PROJECT,
  ...CONNECTION,
  ...CREDENTIALS,
  ...SYNCHRONIZATION,
  ...TASKS,
  ...CONTENT,
];

/** What a system says differently about a shared parameter, by name. */
export type Adjustments = Readonly<Record<string, Partial<ParamField>>>;

/** The shared parameters with a system's adjustments. */
export const sharedParams = (adjustments: Adjustments): readonly ParamField[] =>
  SHARED.map((shared) => ({ ...shared, ...adjustments[shared.name] }));
