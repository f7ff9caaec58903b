/** Whom items can be assigned to. */
import type { Send } from '../../model/transport.ts';
import { getList, PAGE, relative, type Ref } from './api.ts';
import type { RallySettings } from './params.ts';
import { where } from './query.ts';
import type { Target } from './target.ts';

interface UserRow extends Ref {
  readonly UserName?: string | null;
  readonly EmailAddress?: string | null;
}

/** Address → reference: by e-mail address, and as the parameters map people to user names. */
export async function fetchPeople(
  send: Send,
  { users }: RallySettings,
  { workspace }: Target,
): Promise<Record<string, string>> {
  const byEmail: Record<string, string> = {};
  const byName: Record<string, string> = {};
  for (let start = 1, total = 1; start <= total; start += PAGE) {
    const page = await getList<UserRow>(send, {
      purpose: 'metadata',
      path: 'user',
      fetch: 'UserName,EmailAddress,ObjectID',
      query: where('Disabled', '=', 'false'),
      start,
      scope: { workspace },
    });
    total = page.total;
    for (const { UserName: name, EmailAddress: email, _ref } of page.rows) {
      if (name) byName[name.toLowerCase()] = relative(_ref);
      if (email) byEmail[email.toLowerCase()] = relative(_ref);
    }
  }
  const mapped = Object.entries(users).flatMap(([email, user]): [string, string][] => {
    const ref = byName[user.toLowerCase()];
    return ref === undefined ? [] : [[email, ref]];
  });
  return { ...byEmail, ...Object.fromEntries(mapped) };
}
