/** What the address of the users says beside the path. */
import { textIn, type GivenSearch } from '../../ui/search-params.ts';

export interface UsersSearch {
  readonly q?: string;
  readonly sort?: string;
}

export const usersSearch = (given: GivenSearch): UsersSearch => ({ ...textIn(given, 'q'), ...textIn(given, 'sort') });
