/** What went wrong, whatever it was: the one reader of error bodies, and the one writer of words for them. */

/** Messages by the field they are about; those of `params` by the parameter. */
export type FieldMessages = Readonly<Record<string, string>>;

export class Problem extends Error {
  /** 0: the server was not reached. */
  readonly status: number;
  readonly fields: FieldMessages;

  constructor(status: number, message: string, fields: FieldMessages = {}) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.fields = fields;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Texts anywhere below, each in a line. */
const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.values(isRecord(value) || Array.isArray(value) ? value : {})
        .map(textOf)
        .join('\n');

function fieldsOf(body: Record<string, unknown>): FieldMessages {
  const { params, ...own } = body;
  const all = { ...own, ...(isRecord(params) ? params : params === undefined ? {} : { params }) };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, textOf(value)]));
}

/** `detail` alone is for the whole; other members are fields, `non_field_errors` are not. */
export function problemOf(status: number, body: unknown): Problem {
  if (!isRecord(body)) return new Problem(status, `The server answered ${status}.`);
  if (typeof body['detail'] === 'string') return new Problem(status, body['detail']);
  const { non_field_errors: whole, ...fields } = fieldsOf(body);
  const first = Object.values(fields)[0];
  return new Problem(status, whole ?? first ?? `The server answered ${status}.`, fields);
}

export const unreached = (): Problem =>
  new Problem(0, 'The server does not answer. Check that it runs and that you are connected; nothing is lost.');

/** Any error, for a person. */
export const wordsFor = (error: unknown): string => (error instanceof Error ? error.message : String(error));
