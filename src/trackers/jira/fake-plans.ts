/** What tests say about a fake Jira, in their own words. */
import type { Instant } from '../../model/instant.ts';
import type { Json } from '../../model/json.ts';
import type { WorkflowPlan } from './fake-defaults.ts';
import type { FakeAccount, Kind } from './fake-world.ts';

export interface FakeJiraOptions {
  readonly kind: Kind;
  readonly clock: () => Instant;
  /** 0 ≤ x < 1, for tokens. */
  readonly random: () => number;
  /** Data Center only. */
  readonly contextPath?: string;
  readonly cloudId?: string;
  /** How far searches are behind, in milliseconds. */
  readonly indexLag?: number;
}

export interface AccountPlan {
  readonly email?: string;
  readonly password?: string;
  readonly token?: string;
  readonly admin?: boolean;
  readonly bulkChange?: boolean;
  readonly scoped?: boolean;
  readonly emailHidden?: boolean;
}

export interface ProjectPlan {
  readonly workflow?: WorkflowPlan;
  readonly issueTypes?: readonly string[];
  /** Without any, everybody who is logged in may work in the project. */
  readonly members?: readonly { readonly account: FakeAccount; readonly permissions?: readonly string[] }[];
}

export interface FieldPlan {
  readonly kind: string;
  readonly required?: boolean;
  readonly default?: Json;
  /** Texts, or pairs of a text and what is below it. */
  readonly options?: readonly (string | readonly [string, readonly string[]])[];
  readonly projects?: readonly string[];
  readonly issueTypes?: readonly string[];
  readonly editable?: boolean;
  /** Of system fields, like `components`. */
  readonly id?: string;
}

/** What a person changes in the browser. Priorities by name, people by account id. */
export interface Edit {
  readonly summary?: string;
  /** Text on Data Center; on Cloud a document, or text of which each part becomes a paragraph. */
  readonly description?: Json;
  readonly priority?: string;
  readonly labels?: readonly string[];
  readonly assignee?: string | null;
}
