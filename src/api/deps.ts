/** What the API needs from the outside: everything arrives as an argument. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger } from 'fastify';
import type { Kysely } from 'kysely';
import type { Instant } from '../model/instant.ts';
import type { ParamValues } from '../model/params.ts';
import type { Metadata, System, TrackerProject } from '../model/tracker.ts';
import type { Tables } from '../store/tables.ts';
import type { Sealer } from '../store/seal.ts';

export interface ServerDeps {
  readonly db: Kysely<Tables>;
  readonly now: () => Instant;
  /** A random identifier, never reused: a project's `uid`. */
  readonly newId: () => string;
  readonly systems: readonly System[];
  readonly sealer: Sealer;
  /** Tells the workers, inside the transaction that wrote the job's row, that this connection has something to do. */
  readonly wake: (trx: Kysely<Tables>, connectionId: number) => Promise<void>;
  /** The depths of a connection test in order, up to this one; `passed` hears of each. Throws a `TrackerError` at the
   * first thing wrong. */
  readonly testTracker: (
    system: System,
    params: ParamValues,
    depth: 'server' | 'project' | 'settings',
    passed?: (warning: string) => void,
  ) => Promise<void>;
  /** What the tracker lists about the project that the parameters name. Throws a `TrackerError`. */
  readonly readMetadata: (system: System, params: ParamValues) => Promise<Metadata>;
  /** The tracker's projects to choose from; null where its system does not list them. Throws a `TrackerError`. */
  readonly listProjects: (system: System, params: ParamValues) => Promise<readonly TrackerProject[] | null>;
  /** `https://host:port` without a trailing slash: the start of every absolute link. */
  readonly baseUrl: string;
  /** The organisation's *advanced Issue Tracker* feature: without it only the frequency `manually`. */
  readonly advanced: boolean;
  /** Where a connection's runs in debug mode can be listened to; '' where nothing is. */
  readonly captureSocket: string;
  /** Requests per minute of one caller, or of one address without one; 0: any number. */
  readonly rateLimit: number;
  /** The proxies, as addresses or CIDR, whose `X-Forwarded-For` is believed. */
  readonly trustProxy: string[];
  readonly sample: Sample | null;
  readonly version: string;
  /** The folder of the built pages for browsers; null: this server has none. */
  readonly pages: string | null;
  /** null logs nothing. */
  readonly logger: FastifyBaseLogger | null;
}

/** Trackers in the box that run beside, and tasks for them. */
export interface Sample {
  /** A CSV file. */
  readonly tasks: string;
  readonly trackers: readonly {
    readonly name: string;
    readonly system: string;
    readonly url: string;
    readonly project: string;
    readonly params: Readonly<Record<string, string>>;
  }[];
}

/** The routes of one resource. */
export type Routes = FastifyPluginAsyncTypebox<ServerDeps>;
