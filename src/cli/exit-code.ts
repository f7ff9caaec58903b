/** What a command's exit code means; `lockstep --help` prints this table. */
export const EXIT = { ok: 0, incomplete: 1, usage: 2, unreachable: 3, held: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  [EXIT.ok]: 'everything was done',
  [EXIT.incomplete]: 'it ran, but did not fully succeed (something was refused, or the file has problems)',
  [EXIT.usage]: 'the command was written wrongly',
  [EXIT.unreachable]: 'the service cannot be reached, or does not allow this',
  [EXIT.held]: 'a person has to decide: actions are held, or the plan shows conflicts',
};

/** Ends the command: the message goes to standard error, the code to the shell. */
export class CliError extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.name = 'CliError';
    this.code = code;
  }
}
