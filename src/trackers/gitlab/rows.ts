/** What GitLab's answers hold, as far as we read it. */
export interface Person {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  /** `active`, `blocked`, … */
  readonly state?: string;
  readonly email?: string | null;
  readonly public_email?: string | null;
}

export interface IssueRow {
  /** On the whole server; only administrators can ask by it. */
  readonly id: number;
  /** Within its project. */
  readonly iid: number;
  readonly project_id: number;
  readonly title: string;
  readonly description: string | null;
  /** `opened` or `closed`. */
  readonly state: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly labels: readonly string[];
  readonly assignees?: readonly Person[];
  readonly milestone?: { readonly title: string } | null;
  readonly due_date?: string | null;
  /** Both only with GitLab Premium. */
  readonly weight?: number | null;
  readonly epic?: { readonly id: number; readonly iid: number } | null;
  readonly web_url: string;
  readonly references?: { readonly full: string };
  /** What is left behind by an issue that was moved says where its copy is. */
  readonly moved_to_id?: number | null;
}

interface Access {
  readonly access_level: number;
}

export interface ProjectRow {
  readonly id: number;
  readonly name_with_namespace?: string;
  readonly path_with_namespace: string;
  readonly archived?: boolean;
  readonly issues_enabled?: boolean;
  /** `disabled`, `private` or `enabled`. */
  readonly issues_access_level?: string;
  readonly marked_for_deletion_on?: string | null;
  readonly namespace?: { readonly full_path: string };
  readonly permissions?: { readonly project_access: Access | null; readonly group_access: Access | null };
}

export interface NoteRow {
  readonly id: number;
  readonly body: string;
  readonly author: Person | null;
  readonly created_at: string;
  /** Written by GitLab itself. */
  readonly system: boolean;
  /** For members only; `confidential` in older versions. */
  readonly internal?: boolean;
  readonly confidential?: boolean | null;
}
