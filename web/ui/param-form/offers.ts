/** What the tracker and Lockstep have to choose from, for the parameters that name such things. */

export interface Offer {
  readonly value: string;
  readonly label: string;
}

/** What is known so far; empty lists: nothing yet. */
export interface Lists {
  readonly projects: readonly Offer[];
  readonly statuses: readonly string[];
  readonly priorities: readonly string[];
  readonly fields: readonly string[];
  readonly taskStatuses: readonly Offer[];
}

export const NO_LISTS: Lists = { projects: [], statuses: [], priorities: [], fields: [], taskStatuses: [] };

const plain = (values: readonly string[]): readonly Offer[] => values.map((value) => ({ value, label: value }));

type Reader = (lists: Lists) => readonly Offer[];
const statuses: Reader = (lists) => plain(lists.statuses);
const priorities: Reader = (lists) => plain(lists.priorities);
const fields: Reader = (lists) => plain(lists.fields);
const taskStatuses: Reader = (lists) => lists.taskStatuses;
const nothing: Reader = () => [];

const TEXTS: Readonly<Record<string, Reader>> = {
  issue_tracker_project: (lists) => lists.projects,
  issue_tracker_closed_status: statuses,
};

interface Sides {
  readonly keys: Reader;
  readonly values: Reader;
}

const MAPS: Readonly<Record<string, Sides>> = {
  issue_tracker_status_map: { keys: statuses, values: taskStatuses },
  sde_status_map: { keys: taskStatuses, values: statuses },
  issue_tracker_priority_map: { keys: nothing, values: priorities },
  issue_tracker_custom_fields: { keys: fields, values: nothing },
  issue_tracker_custom_lookup_fields: { keys: fields, values: nothing },
};

export const offersFor = (name: string, lists: Lists): readonly Offer[] => TEXTS[name]?.(lists) ?? [];

/** For the keys and the values of a map. */
export const sidesFor = (name: string, lists: Lists): Readonly<Record<keyof Sides, readonly Offer[]>> => ({
  keys: MAPS[name]?.keys(lists) ?? [],
  values: MAPS[name]?.values(lists) ?? [],
});
