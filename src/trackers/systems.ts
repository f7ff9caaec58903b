/** The trackers that this program can talk to: one line each. */
import type { System } from '../model/tracker.ts';
import { azureDevops } from './azure-devops/index.ts';
import { github } from './github/index.ts';
import { gitlab } from './gitlab/index.ts';
import { jira } from './jira/index.ts';
import { rally } from './rally/index.ts';
import { redmine } from './redmine/index.ts';
import { servicenow } from './servicenow/index.ts';

export const SYSTEMS: readonly System[] = [azureDevops, github, gitlab, jira, rally, redmine, servicenow];

export const systemById = (id: string): System | undefined => SYSTEMS.find((system) => system.id === id);
