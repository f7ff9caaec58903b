/** What a connection's parameters mean to the engine. A tracker's `params.ts` makes it; nothing here is a wire name. */
import type { Meaning, Verification } from './task.ts';

/** Who wins a conflict: the issue, the task, the later change, or a person. */
export type Policy = 'issue' | 'task' | 'timestamp' | 'ask';

export interface ScopeOptions {
  readonly phases: readonly string[];
  readonly minPriority: number;
  /** A task must carry all of these. */
  readonly tags: readonly string[];
  readonly verification: readonly Verification[];
  /** Decides creation only. */
  readonly meaningsToCreate: readonly Meaning[];
  /** Task ids that override every filter; empty when there are none. */
  readonly selected: readonly string[];
  readonly riskPolicyOnly: boolean;
}

export interface SyncOptions {
  readonly policy: Policy;
  readonly statusSync: 'two_way' | 'authoritative' | 'off';
  /** Tracker status → task status (its slug, id or meaning). An unmapped one means `TODO`. */
  readonly statusMap: Readonly<Record<string, string>>;
  /** Task status (slug, id or meaning) → tracker status. */
  readonly targets: Readonly<Record<string, string>>;
  /** Given to issues whose task lost its scope; null leaves them. */
  readonly closedStatus: string | null;
  /** Priority 1..10 → the tracker's priority; null leaves priorities alone. */
  readonly priorities: Readonly<Record<string, string>> | null;
  /** `$task_id $title` and the like. */
  readonly titleFormat: string;
  readonly context: string;
  /** As whom we log in; null under a token. */
  readonly user: string | null;
  /** Custom field → value with `${macros}`. */
  readonly custom: Readonly<Record<string, string>>;
  /** What an unmarked issue must say beside its title to be taken for a task's: custom field → value with `${macros}`. */
  readonly lookup: Readonly<Record<string, string>>;
  /** The body holds the task's how-tos, after its text. */
  readonly howTos: boolean;
  readonly parent: string | null;
  /** A label that every issue gets beside the tags of its task. */
  readonly label: string | null;
  /** Labels that people add or remove change the tags of the task. */
  readonly tagsFromTracker: boolean;
  readonly comments: boolean;
  readonly assignees: boolean;
  readonly scope: ScopeOptions;
  readonly outOfScope: 'leave' | 'close';
  readonly missing: 'report' | 'recreate' | 'detach';
  readonly allowPublicBodies: boolean;
}
