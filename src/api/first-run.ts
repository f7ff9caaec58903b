/** `first-run/`: with the token that the first start printed, the administrator gets an address and a password. */
import Type from 'typebox';
import { hasAdministratorWithPassword } from '../store/accounts.ts';
import type { Routes } from './deps.ts';
import { conflict } from './errors.ts';
import { answers, Text } from './shapes.ts';
import { userAt, UserShape, userToWire } from './user-shape.ts';
import { changeUser } from './user-write.ts';

const Shape = Type.Object({ needed: Type.Boolean({ description: 'No administrator can log in with a password yet' }) });

const Body = Type.Object({
  email: Text(254, 'What to log in with'),
  password: Type.String({ minLength: 12, maxLength: 1_000 }),
});

const tags = ['session'];
const PATH = '/first-run/';
const SHOWN = { tags, operationId: 'getFirstRun', response: answers(200, Shape) };
const COMPLETED = { tags, operationId: 'completeFirstRun', body: Body, response: answers(200, UserShape) };

export const firstRunRoutes: Routes = async (app, deps) => {
  const { db } = deps;

  app.get(PATH, { schema: SHOWN }, async () => ({ needed: !(await hasAdministratorWithPassword(db)) }));

  app.post(PATH, { schema: COMPLETED }, async ({ caller, body: { email, password } }) => {
    if (await hasAdministratorWithPassword(db))
      throw conflict('An administrator has a password already: log in, or change your own at users/me/.');
    await changeUser(deps, caller, caller.id, { email, password });
    return userToWire(await userAt(db, caller.id));
  });
};
