/** The trackers that benchmarks and the simulation run on: one line each. */
import { azureDevops, azureDevopsSingle } from './azure-devops.ts';
import { github, githubServer } from './github.ts';
import { gitlab, gitlabCom } from './gitlab.ts';
import { jiraCloud, jiraDataCenter } from './jira.ts';
import { rally } from './rally.ts';
import { redmine } from './redmine.ts';
import { servicenow } from './servicenow.ts';
import type { Stage } from './stage.ts';

export const STAGES: readonly Stage[] = [
  azureDevops,
  azureDevopsSingle,
  github,
  githubServer,
  gitlab,
  gitlabCom,
  jiraCloud,
  jiraDataCenter,
  rally,
  redmine,
  servicenow,
];
