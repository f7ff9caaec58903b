/** The permissions that roles can hold: what people read, and what the permission table calls it. */
import { invalid } from './errors.ts';

/** Codes of global permissions by their documented names. */
export const GLOBAL_PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ['Manage users & groups', 'manage_users'],
  ['Modify own user settings', 'modify_own_user_settings'],
  ['Delete a business unit', 'delete_business_unit'],
  ['Edit all projects', 'edit_all_projects'],
  ['Create a business unit', 'create_business_unit'],
  ['View all business units', 'view_all_business_units'],
  ['View all projects', 'view_all_projects'],
  ['Manage Risk Policies', 'manage_risk_policies'],
  ['Edit Issue Tracker Connections', 'edit_issue_tracker_connections'],
  ['Edit Verification Connections', 'edit_verification_connections'],
  ['Edit Project Connections', 'edit_project_connections'],
  ['Sync with all Issue Tracker tools', 'sync_all_issue_trackers'],
  ['Change all task status', 'change_all_task_status'],
  ['Verify all tasks', 'verify_all_tasks'],
  ['Write notes on all tasks', 'write_all_notes'],
  ['Delete Project', 'delete_project'],
  ['Edit custom reports', 'edit_custom_reports'],
  ['Archive application', 'archive_application'],
  ['Add application', 'add_application'],
  ['Delete application', 'delete_application'],
  ['Add project', 'add_project'],
  ['Customize content', 'customize_content'],
]);

/** Project permissions are documented by their codes. */
export const PROJECT_PERMISSIONS: ReadonlyMap<string, string> = new Map(
  [
    'view_project',
    'edit_project_details',
    'edit_project_membership',
    'edit_project_survey',
    'lock_project_survey',
    'archive_project',
    'create_project_specific_task',
    'assign_task',
    'mark_task',
    'verify_task',
    'write_task_note',
    'sync_with_alm',
  ].map((code) => [code, code]),
);

/** The codes, in any case of the names. Throws 400 naming the valid ones. */
export function codesOf(valid: ReadonlyMap<string, string>, given: readonly string[]): string[] {
  const codes = new Map([...valid].map(([name, code]) => [name.toLowerCase(), code]));
  const unknown = given.filter((name) => !codes.has(name.toLowerCase()));
  if (unknown.length > 0) {
    const list = unknown.map((name) => `"${name}"`).join(', ');
    throw invalid({ permissions: [`No such permission: ${list}. Valid are: ${[...valid.keys()].join(', ')}.`] });
  }
  return [...new Set(given.flatMap((name) => codes.get(name.toLowerCase()) ?? []))];
}

/** The names; who holds everything holds each of them. */
export const namesOf = (valid: ReadonlyMap<string, string>, codes: readonly string[]): string[] =>
  [...valid].filter(([, code]) => codes.includes('*') || codes.includes(code)).map(([name]) => name);
