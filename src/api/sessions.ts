/** `session/`: people log in with their password and get a cookie, which changes need a token beside. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { endSession, startSession } from '../store/sessions.ts';
import { callerOf } from './auth.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { notFound, unauthenticated } from './errors.ts';
import { NO_STORE } from './idempotency.ts';
import { logIn, type Door } from './log-in.ts';
import { operationsOf } from './permissions.ts';
import { cookieOptions, CSRF_HEADER, csrfTokenOf, SESSION_COOKIE } from './session-cookie.ts';
import { answers, Nothing, Nullable } from './shapes.ts';
import { userAt, UserShape, userToWire } from './user-shape.ts';

const Shape = Type.Object({
  user: UserShape,
  operations: Type.Array(Type.String(), {
    description: 'By their `operationId`, what the user may do in every project, and where there is none',
  }),
  csrf_token: Nullable(
    Type.String(),
    `Changes by the session send it as \`${CSRF_HEADER}\`; null with other credentials`,
  ),
});

const Body = Type.Object({
  email: Type.String({ maxLength: 1_000, description: 'In any case of its letters' }),
  password: Type.String({ maxLength: 1_000 }),
});

const tags = ['session'];
const PATH = '/session/';
const SHOWN = { tags, response: answers(200, Shape) };

async function show({ db }: ServerDeps, { caller, sessionId }: FastifyRequest, reply: FastifyReply) {
  void reply.header('cache-control', NO_STORE);
  const csrf_token = sessionId === null ? null : csrfTokenOf(sessionId);
  return { user: userToWire(await userAt(db, caller.id)), operations: operationsOf(caller), csrf_token };
}

type ToOpen = FastifyRequest<{ Body: Static<typeof Body> }>;

/** The id is always new, and the one that the browser came with ends. Throws 401, 429. */
async function open(door: Door, request: ToOpen, reply: FastifyReply): Promise<void> {
  const { email: name, password } = request.body;
  const account = await logIn(door, request, { name, password });
  const id = await startSession(door.db, account, door.now());
  if (id === null) throw unauthenticated('Invalid username/password.');
  const former = request.cookies[SESSION_COOKIE];
  if (former !== undefined) await endSession(door.db, former);
  void reply.setCookie(SESSION_COOKIE, id, cookieOptions(door.baseUrl));
  request.caller = callerOf(account);
  request.sessionId = id;
}

export const sessionRoutes =
  (door: Door): Routes =>
  async (app, deps) => {
    app.post(PATH, { schema: { operationId: 'createSession', ...SHOWN, body: Body } }, async (request, reply) => {
      await open(door, request, reply);
      return show(deps, request, reply);
    });

    app.get(PATH, { schema: { operationId: 'getSession', ...SHOWN } }, (request, reply) => show(deps, request, reply));

    const DELETED = { tags, response: answers(204, Nothing) };
    app.delete(PATH, { schema: { operationId: 'deleteSession', ...DELETED } }, async ({ sessionId }, reply) => {
      if (sessionId === null) throw notFound();
      await endSession(deps.db, sessionId);
      return reply.clearCookie(SESSION_COOKIE, cookieOptions(deps.baseUrl)).status(204).send(null);
    });
  };
