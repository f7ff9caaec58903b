/** Words that many pages use. */
export const common = {
  loading: 'Loading',
  again: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  failed: 'That did not work',
  forbidden: 'You are not allowed to see this',
  notFound: 'There is nothing here',
  notAllowed: 'Your role does not allow this. An administrator can give you another one.',
  search: 'Search',
} as const;
