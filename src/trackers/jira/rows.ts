/** What Jira answers, as far as we read it. */

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface StatusRow extends Named {
  readonly statusCategory?: { readonly key: string };
}

/** Cloud knows people by account id, Data Center by name; the address may be hidden. */
export interface UserRow {
  readonly accountId?: string;
  readonly name?: string;
  readonly emailAddress?: string;
  readonly displayName?: string;
}

export interface IssueFieldsRow {
  readonly summary: string;
  /** A document on Cloud, text on Data Center. */
  readonly description?: unknown;
  readonly status: StatusRow;
  readonly priority?: { readonly name: string } | null;
  readonly labels?: readonly string[];
  readonly parent?: { readonly id: string; readonly key?: string } | null;
  readonly assignee?: UserRow | null;
  readonly project: { readonly id: string; readonly key: string };
  readonly issuetype: Named;
  readonly created: string;
  readonly updated: string;
  /** Only when asked for; there may be more than it shows. */
  readonly comment?: { readonly comments: readonly CommentRow[]; readonly total: number };
  /** Custom fields by their ids. */
  readonly [id: string]: unknown;
}

/** What we keep with each issue. */
export interface OurProperty {
  readonly marker: string;
  readonly task: string;
  /** When we asked for the issue (milliseconds); absent where we adopted it. */
  readonly at?: number;
}

export interface ProjectRow extends Named {
  readonly key: string;
  readonly archived?: boolean;
  readonly deleted?: boolean;
  readonly issueTypes?: readonly (Named & { readonly subtask?: boolean })[];
}

export interface IssueRow {
  readonly id: string;
  readonly key: string;
  readonly fields: IssueFieldsRow;
  readonly properties?: { readonly lockstep?: OurProperty };
  readonly changelog?: { readonly histories: readonly HistoryRow[] };
}

export interface HistoryRow {
  /** ISO 8601; in answers about many issues, milliseconds. */
  readonly created: string | number;
  readonly items: readonly { readonly field: string; readonly fieldId?: string }[];
}

export interface Schema {
  readonly type: string;
  /** Of what an array consists. */
  readonly items?: string;
  /** The kind of a custom field, `com.…:textarea`. */
  readonly custom?: string;
  readonly system?: string;
}

/** A value that a field offers. */
export interface OptionRow {
  readonly id?: string;
  readonly name?: string;
  readonly value?: string;
  readonly children?: readonly OptionRow[];
}

export interface FieldRow {
  readonly fieldId?: string;
  readonly key?: string;
  readonly name: string;
  readonly required: boolean;
  readonly hasDefaultValue?: boolean;
  readonly schema: Schema;
  readonly allowedValues?: readonly OptionRow[];
}

export interface TransitionRow extends Named {
  readonly to: StatusRow;
  readonly isAvailable?: boolean;
  /** The screen, by the ids of its fields. */
  readonly fields?: Readonly<Record<string, FieldRow>>;
}

export interface CommentRow {
  readonly id: string;
  readonly author?: UserRow;
  readonly created: string;
  readonly body: unknown;
  readonly properties?: readonly { readonly key: string; readonly value: unknown }[];
  /** The role or group that may read it; absent for everybody. */
  readonly visibility?: unknown;
  /** False: an internal comment of a service desk. */
  readonly jsdPublic?: boolean;
}
