/** What stands around every page once somebody is logged in. */
import {
  ActionIcon,
  AppShell,
  Burger,
  Group,
  Menu,
  NavLink,
  ScrollArea,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import icon from '../icon.svg';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { listen } from '../api/live.ts';
import { logOut, session } from '../api/session.ts';
import { shell } from '../texts/shell.ts';
import { useMay } from '../ui/use-may.ts';

export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false);
  useEffect(listen, []);
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a className="skip-link" href="#main">
        {shell.skip}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={shell.menu} />
            <Link to="/connections" aria-label={shell.home} style={{ display: 'flex' }}>
              <img src={icon} alt="" width={26} height={26} />
            </Link>
            <Text fw={600}>Lockstep</Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SchemeSwitch />
            <Person />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" component="nav" aria-label={shell.navigation}>
        <ScrollArea>
          <Navigation />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

const WORK = [
  ['/connections', shell.connections],
  ['/projects', shell.projects],
] as const;

/** The operation without which the page would be empty; null: everybody's. */
const ADMINISTRATION = [
  ['/admin/connectors', shell.connectors, null],
  ['/admin/users', shell.users, 'createUser'],
  ['/admin/roles', shell.roles, 'createUserRole'],
  ['/admin/audit', shell.audit, 'listAudit'],
  ['/admin/health', shell.health, 'getHealth'],
] as const;

function Navigation() {
  const may = useMay();
  const { pathname } = useLocation();
  const entry = (to: string, label: string) => (
    <NavLink
      key={to}
      component={Link}
      to={to}
      label={label}
      active={pathname.startsWith(to)}
      aria-current={pathname.startsWith(to) ? 'page' : undefined}
      variant="light"
      style={{ borderRadius: 6 }}
      color="gray"
    />
  );
  return (
    <>
      {WORK.map(([to, label]) => entry(to, label))}
      <Text size="xs" c="dimmed" mt="md" mb={4} px="sm" fw={600}>
        {shell.administration}
      </Text>
      {ADMINISTRATION.filter(([, , operation]) => operation === null || may(operation)).map(([to, label]) =>
        entry(to, label),
      )}
    </>
  );
}

function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = { auto: 'light', light: 'dark', dark: 'auto' } as const;
  const sign = { auto: '◐', light: '☀', dark: '☾' } as const;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      onClick={() => setColorScheme(next[colorScheme])}
      aria-label={shell.scheme(colorScheme)}
      title={shell.scheme(colorScheme)}
    >
      <span aria-hidden>{sign[colorScheme]}</span>
    </ActionIcon>
  );
}

function Person() {
  const { data } = useQuery(session);
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    await logOut();
    await navigate({ to: '/login' });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton>
          <Text size="sm" maw={{ base: 110, xs: 260 }} truncate>
            {data?.user.email}
          </Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/me">
          {shell.me}
        </Menu.Item>
        <Menu.Item component="a" href="/api/docs/">
          {shell.docs}
        </Menu.Item>
        <Menu.Item onClick={() => void leave()}>{shell.logOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
