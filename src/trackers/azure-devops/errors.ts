/** Azure DevOps' words for what went wrong, and what must happen next. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { PARAM } from './params.ts';

interface Complaint {
  readonly message?: string;
  /** Its words may be in any language; this is not. */
  readonly typeKey?: string;
  readonly customProperties?: { readonly RuleValidationErrors?: readonly RuleError[] | null } | null;
}

/** A field that a rule does not let be as it was sent. */
export interface RuleError {
  readonly fieldReferenceName?: string;
  readonly errorMessage?: string;
}

export const complaintIn = (body: unknown): Complaint =>
  typeof body === 'object' && body !== null ? (body as Complaint) : {};

export const ruleErrors = (body: unknown): readonly RuleError[] =>
  complaintIn(body).customProperties?.RuleValidationErrors ?? [];

/** The object that a 2xx answer carries. A page in its place is a sign-in page; everything else is an error. */
export function bodyOf<T>(response: TrackerResponse): T {
  const { status, body } = response;
  if (status >= 200 && status < 300 && typeof body === 'object' && body !== null) return body as T;
  throw status < 300 ? signedOut(response) : (failure(status, body) ?? unexpected(response));
}

const signedOut = ({ status }: TrackerResponse): TrackerError =>
  new TrackerError(
    'credentials',
    `Azure DevOps answered with a sign-in page (${status}): the token is not valid any more, or not for this organization. ` +
      'Make a new one.',
    { param: PARAM.token },
  );

/** Of one request, or of one part of a batch. Null: these are no words of Azure DevOps. */
export function failure(status: number, body: unknown): TrackerError | null {
  const { message, typeKey = '' } = complaintIn(body);
  if (status === 429 || status >= 500) return new ServerFailed(status, message);
  if (message === undefined) return null;
  const [, make = BY_STATUS[status] ?? refusal] = BY_KEY.find(([pattern]) => pattern.test(typeKey)) ?? [];
  return make(message, body);
}

type Make = (message: string, body: unknown) => TrackerError;

const noProject: Make = (message) =>
  new TrackerError('settings', `Azure DevOps has no such project, or hides it: "${cut(message)}".`, {
    param: PARAM.project,
  });

const tooOld: Make = (message) =>
  new TrackerError('settings', `Servers before Azure DevOps Server 2020 are not supported: "${cut(message)}".`, {
    param: PARAM.server,
  });

const BY_KEY: readonly (readonly [RegExp, Make])[] = [
  [/^Project(?:DoesNotExist|NotFound)/, noProject],
  [/^VssVersion/, tooOld],
];

const gone: Make = (message) =>
  new TrackerError('gone', `It is not there any more, or is hidden from this account: "${cut(message)}".`);

const moved: Make = (message) =>
  new TrackerError('moved', `Somebody changed it at the same moment: "${cut(message)}".`);

const forbidden: Make = (message) =>
  new TrackerError(
    'settings',
    `Azure DevOps does not let this account do it ("${cut(message)}"): it needs "Edit work items in this node" for the area, ` +
      'and "Create tag definition" in the project.',
    { param: PARAM.project },
  );

const refusal: Make = (message, body) =>
  new TrackerError('refused', `Azure DevOps refuses it: ${reasons(message, body)}.`);

const BY_STATUS: Readonly<Record<number, Make>> = { 401: forbidden, 403: forbidden, 404: gone, 409: moved, 412: moved };

const cut = (message: string): string => message.slice(0, 300).toWellFormed();

/** Field by field where it says so. */
function reasons(message: string, body: unknown): string {
  const rules = ruleErrors(body).map(
    ({ fieldReferenceName = 'a field', errorMessage = message }) => `${fieldReferenceName}: "${cut(errorMessage)}"`,
  );
  return rules.length === 0 ? `"${cut(message)}"` : rules.join('; ');
}

/** The server failed at this one request, or had no time for it, but it answered: others may go on. */
class ServerFailed extends TrackerError {
  constructor(status: number, message: string | undefined) {
    super('down', `Azure DevOps gave up (${status})${message === undefined ? '' : `: "${cut(message)}"`}.`);
  }
}

export const noOrganization = (): TrackerError =>
  new TrackerError(
    'settings',
    'There is no such organization or collection: compare it with the address in the browser.',
    { param: PARAM.contextRoot },
  );

/** Neither an answer nor a refusal. */
export const unexpected = ({ status }: TrackerResponse): TrackerError =>
  new TrackerError(
    'settings',
    `This does not answer like an Azure DevOps (${status}): check the server, the organization and the collection.`,
    { param: PARAM.server },
  );
