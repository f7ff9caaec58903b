/** Who works in a project. */
export const membersTexts = {
  person: 'Person',
  role: 'Role in the project',
  roleOf: (email: string) => `Role of ${email}`,
  add: 'Add a member',
  email: 'E-mail address',
  added: 'The member is added.',
  remove: 'Remove',
  removeTitle: (email: string) => `Remove ${email}`,
  removeSays: 'They do not see the project any more, unless their role lets them see all. What they wrote stays.',
  removed: 'The member is removed.',
  none: 'Nobody is a member yet. Who may see all projects sees this one, too.',
} as const;
