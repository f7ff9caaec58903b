/** The rows of people: accounts, roles, groups, tokens, sessions. */
import type { Generated } from 'kysely';

export interface RolesTable {
  id: Generated<string>;
  name: string;
  permissions: string[];
  is_default: Generated<boolean>;
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
  notify_on_job_failed: Generated<boolean>;
  notify_on_task_status_changed: Generated<boolean>;
  notify_on_task_note_added: Generated<boolean>;
}

export interface GroupsTable {
  id: Generated<string>;
  name: string;
  description: Generated<string>;
  role_id: string;
  created: Date;
  updated: Date;
}

export interface GroupMembersTable {
  group_id: string;
  user_id: number;
}

export interface ProjectMembersTable {
  project_id: number;
  user_id: number;
  role_id: string;
}

export interface ApiTokensTable {
  user_id: number;
  hash: string;
  created: Date;
}

export interface SessionsTable {
  hash: string;
  user_id: number;
  created: Date;
  used: Date;
}

/** What the database calls them. */
export interface PeopleTables {
  roles: RolesTable;
  project_roles: RolesTable;
  users: UsersTable;
  groups: GroupsTable;
  group_members: GroupMembersTable;
  project_members: ProjectMembersTable;
  api_tokens: ApiTokensTable;
  sessions: SessionsTable;
}
