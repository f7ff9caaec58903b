/** Hints: the tracker calls when something changed. */
export const hintTexts = {
  title: 'Hints',
  about:
    'The tracker can call an address of ours when something changes there: then the next sync starts within seconds, not when the schedule says. What the call says is not believed, not even read. Leave the schedule on: it catches calls that got lost.',
  enable: 'Switch hints on',
  last: 'Last hint',
  none: 'none yet',
  count: 'So far',
  counted: (count: number) => (count === 1 ? '1 hint' : `${count.toLocaleString('en')} hints`),
  address: 'The address for the tracker',
  onlyNow:
    'It is shown only now. Enter it as a webhook of the tracker’s project, for changes of issues and comments. Whoever knows it can ask for syncs, and nothing else.',
  renew: 'New address',
  renewSays: 'The present address stops working: enter the new one in the tracker.',
  disable: 'Switch hints off',
  disableSays: 'The address stops working. Syncs start when the schedule says, or when somebody starts one.',
  disabled: 'Hints are off.',
} as const;
