/** A person by the address that people know. */
import { useQuery } from '@tanstack/react-query';
import { user } from '../api/users.ts';
import { common } from '../texts/common.ts';

/** Who is no longer there, or is not to be seen, has a number. */
export function Person({ id }: { readonly id: number }) {
  const { data } = useQuery(user(id));
  return data?.email ?? common.person(id);
}
