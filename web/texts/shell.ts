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
  tokenHelp: 'Lockstep printed it once, when it was started for the first time. If it is LOCKSTEP_ADMIN_TOKEN, that.',
  email: 'Your e-mail address',
  password: 'A password',
  passwordHelp: 'At least 12 characters.',
  act: 'Create the administrator',
  failed: 'The administrator was not created',
} as const;
