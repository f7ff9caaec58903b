/** The only place that writes error bodies. Texts are those of Django REST framework: clients compare them. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TrackerError } from '../model/tracker-error.ts';
import { fieldErrors, type FieldErrors } from './field-errors.ts';

/** Thrown anywhere in the API; its body goes to the caller as it stands. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: FieldErrors | { readonly detail: string };
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: FieldErrors | { readonly detail: string }, headers = {}) {
    super(JSON.stringify(body));
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

const detail = (status: number, text: string): ApiError => new ApiError(status, { detail: text });

export const notFound = (): ApiError => detail(404, 'Not found.');
export const invalidPage = (): ApiError => detail(404, 'Invalid page.');
export const forbidden = (text = 'You do not have permission to perform this action.'): ApiError => detail(403, text);
export const forbiddenWhileLocked = (): ApiError =>
  detail(
    403,
    'The project is locked: its details and its list of tasks do not change. Unlock it first (PATCH it with "locked": false).',
  );
export const unauthenticated = (text = 'Authentication credentials were not provided.'): ApiError => detail(401, text);
export const notAllowed = (method: string): ApiError => detail(405, `Method "${method}" not allowed.`);
export const throttled = (seconds: number): ApiError => {
  const text = `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`;
  return new ApiError(429, { detail: text }, { 'retry-after': String(seconds) });
};
export const conflict = (text: string): ApiError => detail(409, text);
export const unprocessable = (text: string): ApiError => detail(422, text);
export const invalid = (errors: FieldErrors): ApiError => new ApiError(400, errors);
export const required = (...fields: readonly string[]): ApiError =>
  invalid(Object.fromEntries(fields.map((field) => [field, ['This field is required.']])));
export const noSuch = (field: string, id: number | string): ApiError =>
  invalid({ [field]: [`Invalid pk "${id}" - object does not exist.`] });
export const notUnique = (field: string, what: string): ApiError =>
  invalid({ [field]: [`${what} with this ${field} already exists.`] });

/** `below`: what hangs on it. `remedy` says what to do first. */
export const inUse = (what: string, uses: number, below: string, remedy: string): ApiError =>
  conflict(`The ${what} has ${uses} ${below}${uses === 1 ? '' : 's'}: ${remedy}`);

/** A tracker's complaint about parameters, with the parameter as key. */
export const trackerRefused = (error: TrackerError): ApiError =>
  invalid(
    error.param === null ? { non_field_errors: [error.message] } : { params: { [error.param]: [error.message] } },
  );

export function useErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) =>
    answer(asApiError(error), error, request, reply),
  );
  app.setNotFoundHandler((request, reply) => answer(notFound(), null, request, reply));
}

/** An address that cannot even be decoded names nothing. */
export const answerBadUrl = (_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void =>
  void reply.status(404).send(notFound().body);

function answer(known: ApiError, cause: Error | null, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (known.status >= 500) request.log.error({ err: cause }, 'request failed');
  if (known.status === 401) void reply.header('www-authenticate', 'Token');
  // The body is written here, past the route's response schema: that one describes successes only.
  return reply
    .status(known.status)
    .headers(known.headers)
    .header('content-type', 'application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(known.body);
}

function asApiError(error: FastifyError | Error): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof TrackerError) return trackerRefused(error);
  if ('validation' in error && error.validation !== undefined) {
    // A malformed id in the path names nothing.
    return error.validationContext === 'params' ? notFound() : invalid(fieldErrors(error.validation));
  }
  return 'code' in error && error.code === UNIQUE_VIOLATION ? sameMoment() : unforeseen(error);
}

function unforeseen(error: FastifyError | Error): ApiError {
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  return status < 500 ? detail(status, plain(error)) : detail(500, 'A server error occurred.');
}

/** Names are looked up before they are given, so that only two requests at once get as far as the database's own word. */
const UNIQUE_VIOLATION = '23505';
const sameMoment = (): ApiError =>
  conflict('Another request gave the same name at the same moment: choose another, or look at what it made.');

const TEXTS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'JSON parse error',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Unsupported media type in request: send application/json.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The request is too large.',
};

const plain = (error: Error): string =>
  (error instanceof SyntaxError ? 'JSON parse error' : TEXTS['code' in error ? String(error.code) : '']) ??
  'Malformed request.';
