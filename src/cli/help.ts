/** `lockstep --help`. */
import { EXIT_MEANINGS } from './exit-code.ts';

const codes = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `  ${code}  ${meaning}`);

export const HELP = `Usage: lockstep COMMAND

The service
  serve                         start it (variables: README.md)
  demo [--once]                 a story with sample tasks and a tracker in the box
  migrate                       bring the database up to date, and end

A running service, over its API
  import FILE --project ID      bring the tasks of a file into a project
      --format FORMAT           csv (without it); asvs: the CSV, JSON or flat JSON of OWASP ASVS 4.0 or 5.0;
                                sarif: a SARIF 2.1 report; vex: CycloneDX JSON with vulnerabilities
      --level LEVEL             of the ASVS, only requirements up to this level: 1, 2 or 3
      --preview                 only say what would change
      --map FIELD=HEADER        for columns with names of their own; may be repeated
  plan CONNECTION               make a plan: what a sync would do, and why
  apply PLAN [--only T1,T2]     do exactly what the plan shows, or only these tasks
  sync CONNECTION               plan and apply at once
  explain TASK                  why a task is synced or not: 1-T2, or T2 with --project 1
  doctor                        test the service, its database and every connection; 1 when something is wrong
  export --project ID           all tasks with their issues, as CSV that import reads, or as JSON with --json
  token USER                    make an API token for this e-mail address or id, or "me"; the former one ends

  --url URL                     where the service is (LOCKSTEP_URL; http://127.0.0.1:8080)
  --token TOKEN                 your API token (LOCKSTEP_TOKEN, which no process list shows)
  --json                        print the API's object instead of words

Exit codes
${codes.join('\n')}`;
