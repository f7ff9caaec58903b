/** What benchmarks and the simulation need of a tracker: its fake, people who use it, and a look at it past our adapter. */
import type { ParamValues } from '../../src/model/params.ts';
import type { Meaning } from '../../src/model/task.ts';
import type { System } from '../../src/model/tracker.ts';
import type { Fake } from '../../src/trackers/fake.ts';

/** An issue as its tracker holds it, in words that every tracker has. */
export interface Seen {
  readonly id: string;
  /** What else it may be known by: trackers give moved issues new ids. */
  readonly otherIds?: readonly string[];
  /** What proves it ours to anybody who looks; null for issues of people and for their copies of ours. */
  readonly marker: string | null;
  readonly title: string;
  /** The whole description, as text or markup. */
  readonly text: string;
  readonly status: string;
  readonly comments: readonly string[];
  /** Null where the tracker has none, or the stage does not look. */
  readonly labels: readonly string[] | null;
}

/** What people do in the tracker's own pages. */
export interface People {
  retitle(id: string, title: string): void;
  /** Writes a line below everything that stands in the description. */
  append(id: string, line: string): void;
  setStatus(id: string, status: string): void;
  remove(id: string): void;
  /** To another project that our account can see. */
  move(id: string): void;
  /** Copies an issue with everything that the tracker copies. Answers the copy's id. */
  copy(id: string): string;
  /** Adds a label; null where there are none. */
  readonly label: ((id: string, label: string) => void) | null;
  /** Leaves a comment; null where comments are not synchronized. */
  readonly say: ((id: string, text: string) => void) | null;
  /** Brings a removed issue back as it was; null where what is gone is gone. */
  readonly revive: ((id: string) => void) | null;
}

/** What administrators of the tracker do. */
export interface Administrators {
  /** Lets everybody read the project, or not; null where no project can be public. */
  readonly publish: ((isPublic: boolean) => void) | null;
  /** Makes writes of ours impossible for a while, each tracker in its way: a new required field, a right taken, an archive. */
  hinder(isOn: boolean): void;
}

export interface Populated {
  readonly fake: Fake;
  /** What gets us in, and which project: with a secret. */
  readonly params: ParamValues;
  readonly people: People;
  readonly administrators: Administrators;
  issues(): readonly Seen[];
  /** How often somebody was faster than the tracker allows; absent where it allows everything. */
  readonly violations?: () => number;
}

export interface Surroundings {
  /** The tracker's own clock. */
  readonly clock: () => number;
  readonly random: () => number;
  /** How long searches show the past, where the tracker's do; milliseconds. */
  readonly indexLag: number;
}

/** Requests of one run: a fixed part, and one per task. */
type Line = readonly [fixed: number, perTask: number];

export interface Stage {
  readonly name: string;
  readonly system: System;
  serve(surroundings: Surroundings): Populated;
  /** The statuses that people use, and what they mean under the default maps. */
  readonly statuses: Readonly<Record<string, Meaning>>;
  /** A write says which revision it is about: nobody's edit may be lost, not even one of the moment before it. */
  readonly revisions?: true;
  /** The most issues that one run may create: the tracker takes no more in an hour. Absent: any number. */
  readonly most?: number;
  /** Where the tracker allows only so much in a time: how long a first sync of so many may take, in seconds. */
  readonly paced?: readonly { readonly tasks: number; readonly seconds: number }[];
  /** What the published engine of the compatible product needs; null where nothing was measured. */
  readonly reference: { readonly first: Line; readonly unchanged: Line } | null;
}
