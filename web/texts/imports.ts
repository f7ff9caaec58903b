/** Bringing tasks in from a file. */
const tasks = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'task' : 'tasks'}`;

export const importTexts = {
  title: 'Import tasks',
  about:
    'Choose a file, see what becomes of it, and only then bring it in. Tasks that the file does not name stay as they are; statuses that people set stay, too.',
  file: 'File',
  drop: 'Drop a file here, or',
  choose: 'Choose a file',
  chooseOther: 'Choose another one',
  chosen: (name: string, size: string) => `${name}, ${size}`,
  format: 'What it is',
  formats: {
    csv: 'Tasks as CSV',
    asvs: 'OWASP ASVS 4.0 or 5.0 (CSV or JSON)',
    sarif: 'A report of a scanner (SARIF 2.1)',
    vex: 'Vulnerabilities (CycloneDX JSON)',
  },
  formatHelp: {
    csv: 'The first line names the columns: id and title, and if you like text, priority, phase, status, tags. An id stays the same from import to import.',
    asvs: 'As the standard is published. Withdrawn requirements are left out.',
    sarif:
      'Findings that vanished since the last report of the same tool complete their tasks; those that return open them again.',
    vex: 'The state of each analysis becomes the status of its task.',
  },
  level: 'Level',
  levels: { '1': 'Level 1 only', '2': 'Levels 1 and 2', '3': 'All levels' },
  preview: 'See what becomes of it',
  previewWhy: 'Choose a file first.',
  sending: (percent: number) => `Sending: ${percent} %`,
  reading: 'Sent. It is being read and compared …',
  refused: 'The file cannot be imported',
  refusedAbout: 'Nothing was changed. Mend the file and choose it again.',
  notSent:
    'The file was not sent: the server does not answer or refused it on the way, or the file changed since it was chosen. Choose it again.',
  previewTitle: 'What becomes of it',
  created: 'New',
  changed: 'Changed',
  closed: 'Completed',
  reopened: 'Opened again',
  unchanged: 'Unchanged',
  columns: 'Read from these columns',
  column: (field: string, header: string) => `${field} from “${header}”`,
  ignored: 'Columns that are not read',
  task: 'Task',
  taskTitle: 'Title',
  what: 'What happens',
  isNew: 'new',
  changes: (fields: readonly string[]) => `changes ${fields.join(', ')}`,
  turns: { DONE: 'is completed', NA: 'does not apply any more', TODO: 'is opened again' } as Readonly<
    Record<string, string>
  >,
  more: (count: number) => `and ${tasks(count)} more`,
  apply: (count: number) => `Import: write ${tasks(count)}`,
  nothing: 'The file says nothing that is not there already.',
  done: 'The file is imported',
  doneSays: (created: number, changed: number) => `${tasks(created)} new, ${changed.toLocaleString('en')} changed.`,
  toTasks: 'See the tasks',
  another: 'Import another file',
  former: 'Earlier imports',
  noFormer: 'None yet.',
  when: 'When',
  state: 'State',
  result: 'Result',
  counts: (created: number, changed: number, unchanged: number) =>
    `${created} new, ${changed} changed, ${unchanged} unchanged`,
  turned: (closed: number, reopened: number) => `, ${closed} completed, ${reopened} opened again`,
} as const;
