/** `users/me/`: what everybody may see, and most may change, of themselves. */
import Type, { type Static } from 'typebox';
import { hashPassword } from '../store/passwords.ts';
import { updateUser, type User } from '../store/users.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { answers } from './shapes.ts';
import { OWN_FIELDS, userAt, UserShape, userToWire } from './user-shape.ts';

const Profile = Type.Object({
  notify_on_job_failed: Type.Boolean(),
  notify_on_task_status_changed: Type.Boolean(),
  notify_on_task_note_added: Type.Boolean(),
});

const Own = Type.Object(OWN_FIELDS);
const ProfileChange = Type.Partial(Profile);

const tags = ['users'];
const SHOWN = { tags, response: answers(200, UserShape) };
const PROFILE = { tags, response: answers(200, Profile) };

const profileOf = (user: User): Static<typeof Profile> => ({
  notify_on_job_failed: user.notify_on_job_failed,
  notify_on_task_status_changed: user.notify_on_task_status_changed,
  notify_on_task_note_added: user.notify_on_task_note_added,
});

async function change({ db }: ServerDeps, id: number, body: Static<typeof Own>): Promise<void> {
  const { first_name, last_name, password } = body;
  const password_hash = password === undefined ? undefined : await hashPassword(password);
  await updateUser(db, id, { first_name, last_name, password_hash });
}

export const meRoutes: Routes = async (app, deps) => {
  const { db } = deps;
  const me = async (caller: { readonly id: number }) => userToWire(await userAt(db, caller.id));
  const profile = async (caller: { readonly id: number }) => profileOf(await userAt(db, caller.id));

  app.get('/users/me/', { schema: { operationId: 'getMe', ...SHOWN } }, ({ caller }) => me(caller));

  app.patch('/users/me/', { schema: { operationId: 'updateMe', ...SHOWN, body: Own } }, async ({ caller, body }) => {
    await change(deps, caller.id, body);
    return me(caller);
  });

  app.get('/users/me/profile/', { schema: { operationId: 'getProfile', ...PROFILE } }, ({ caller }) => profile(caller));

  app.patch(
    '/users/me/profile/',
    { schema: { operationId: 'updateProfile', ...PROFILE, body: ProfileChange } },
    async ({ caller, body }) => {
      const { notify_on_job_failed, notify_on_task_status_changed, notify_on_task_note_added } = body;
      const given = { notify_on_job_failed, notify_on_task_status_changed, notify_on_task_note_added };
      await updateUser(db, caller.id, given);
      return profile(caller);
    },
  );
};
