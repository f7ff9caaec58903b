/** The rows of people: accounts, roles, tokens. */
import type { Generated } from 'kysely';

export interface RolesTable {
  id: string;
  name: string;
  permissions: string[];
}

export interface UsersTable {
  id: Generated<number>;
  email: string;
  first_name: Generated<string>;
  last_name: Generated<string>;
  password_hash: string | null;
  role_id: string;
  is_active: Generated<boolean>;
  is_superuser: Generated<boolean>;
  date_joined: Date;
  last_login: Date | null;
}

export interface ApiTokensTable {
  user_id: number;
  hash: string;
  created: Date;
}
