/** The settings of a connection. */
export const settingsTexts = {
  name: 'Name',
  frequency: 'How often it runs by itself',
  debug: 'Debug mode',
  debugHelp:
    'Keeps what its runs say to the tracker, without secrets, for a week. Switch it off when you have seen enough.',
  save: 'Save changes',
  saved: 'The settings were saved.',
  notSaved: 'The settings were not saved',
  nothingToSave: 'Nothing was changed.',
  needsName: 'Give it a name first.',
  newTarget: (now: string) =>
    `The connection leaves “${now}”: its issues there stay as they are, and are not kept in step any more. The next plan is held until you have looked at it.`,
  hidden: 'The parameters are shown to people whose role may edit issue tracker connections.',
  testTitle: 'Test',
  testAbout: 'Tries what a run would use: the server, the project, the settings. Nothing is written.',
  testWhy: 'Save the changes first: the test tries what is stored.',
  moreTitle: 'Duplicate or delete',
  duplicate: 'Duplicate',
  duplicateAbout:
    'A duplicate begins with these settings, for another project or another place in the tracker. Secrets that belong to this connection alone have to be given anew.',
  remove: 'Delete this connection',
  removeTitle: 'Delete this connection?',
  removeSays: (name: string, issues: number) =>
    [
      `“${name}” is deleted, with its schedule, its plans and its runs.`,
      issues === 0
        ? 'It has made no issues yet.'
        : `${issues === 1 ? 'The issue' : `The ${issues} issues`} in the tracker and the tasks stay as they are, and are not kept in step any more.`,
    ].join(' '),
  removed: 'The connection was deleted.',
} as const;
