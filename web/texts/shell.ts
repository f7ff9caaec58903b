/** The frame around all pages, the log-in and the first run. */
export const shell = {
  skip: 'Skip to the page',
  noPage: 'No such page',
  noPageTitle: 'This address leads nowhere',
  noPageAbout: 'It may be old, or mistyped. Start again from the connections.',
  home: 'Lockstep: connections',
  menu: 'Menu',
  navigation: 'Pages',
  connections: 'Connections',
  projects: 'Projects',
  administration: 'Administration',
  connectors: 'Connectors',
  users: 'Users',
  roles: 'Roles',
  audit: 'Audit log',
  health: 'Health',
  me: 'My account and tokens',
  docs: 'API reference',
  logOut: 'Log out',
  scheme: (now: string) => `Colours: ${now === 'auto' ? 'as the system' : now}. Change`,
} as const;

export const logInTexts = {
  title: 'Log in',
  email: 'E-mail address',
  password: 'Password',
  act: 'Log in',
  failed: 'You are not logged in',
} as const;

export const firstRunTexts = {
  title: 'Welcome to Lockstep',
  about:
    'Lockstep keeps security tasks and issues in step. Nothing is written to a tracker before you have seen it as a plan. First, say how the administrator logs in.',
  token: 'Token of the first start',
  tokenHelp: 'Lockstep printed it once, with a link that fills it in; or it is LOCKSTEP_ADMIN_TOKEN.',
  email: 'Your e-mail address',
  password: 'A password',
  passwordHelp: 'At least 12 characters.',
  act: 'Create the administrator',
  failed: 'The administrator was not created',
} as const;

export const welcomeTexts = {
  title: 'Two ways to begin',
  connectTitle: 'Connect your tracker',
  connect: 'Bring in the tasks of a project, say where your tracker is, and see what would be written before it is.',
  connectAct: 'Connect a tracker',
  tryTitle: 'Try it with the sample project',
  try: 'Forty security tasks, and trackers in the box: nothing leaves this machine, nothing of yours is touched.',
  tryAct: 'Make the sample project',
  trying: 'Making the sample project …',
  tryElsewhere:
    'Where Lockstep is installed, “npm run demo” starts a second one with trackers in the box: nothing leaves the machine.',
  names: {
    unit: 'Sample',
    application: 'Web shop',
    project: 'Payments (sample)',
    description: 'Forty security tasks to try Lockstep with.',
  },
} as const;
