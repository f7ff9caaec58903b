/** Tests of a tracker. */
export const testTexts = {
  act: 'Test',
  failed: 'The test was not made',
  success: 'Everything that was tried works.',
  failure: 'Something is not right yet.',
  depths: {
    server: 'Server',
    project: 'Project',
    settings: 'Settings',
  } as Readonly<Record<string, string>>,
  abouts: {
    server: 'it answers, and knows the account',
    project: 'it is there, and the account may work in it',
    settings: 'every status, priority and field that is named exists',
  } as Readonly<Record<string, string>>,
} as const;
