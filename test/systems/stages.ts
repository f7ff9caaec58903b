/** The trackers that benchmarks and the simulation run on: one line each. */
import { jiraCloud, jiraDataCenter } from './jira.ts';
import { redmine } from './redmine.ts';
import type { Stage } from './stage.ts';

export const STAGES: readonly Stage[] = [redmine, jiraCloud, jiraDataCenter];
