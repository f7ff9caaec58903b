/** What the account may need to be allowed, under Jira's names and the labels that people see. */
export const NEEDED: Readonly<Record<string, string>> = {
  BROWSE_PROJECTS: 'Browse projects',
  CREATE_ISSUES: 'Create issues',
  EDIT_ISSUES: 'Edit issues',
  TRANSITION_ISSUES: 'Transition issues',
  ADD_COMMENTS: 'Add comments',
};

/** Needed for a parameter that is switched on. */
export const ASSIGN: Readonly<Record<string, string>> = { ASSIGN_ISSUES: 'Assign issues' };
export const LINK: Readonly<Record<string, string>> = { LINK_ISSUES: 'Link issues' };

/** Not needed; with them there are fewer requests. */
export const BULK_CHANGE = 'BULK_CHANGE';
export const ADMINISTRATION = ['ADMINISTER', 'ADMINISTER_PROJECTS'] as const;

export const PERMISSIONS: Readonly<Record<string, string>> = {
  ...NEEDED,
  ...ASSIGN,
  ...LINK,
  [BULK_CHANGE]: 'Make bulk changes',
  ADMINISTER: 'Administer Jira',
  ADMINISTER_PROJECTS: 'Administer projects',
};
