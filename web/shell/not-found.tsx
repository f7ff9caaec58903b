/** An address without a page, and a page that could not be shown. */
import { Anchor, Container } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { shell } from '../texts/shell.ts';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem-box.tsx';

export const NotFound = () => (
  <Container p="md" component="main">
    <Page title={shell.noPage}>
      <Empty
        title={shell.noPageTitle}
        actions={
          <Anchor component={Link} to="/connections">
            {shell.home}
          </Anchor>
        }
      >
        {shell.noPageAbout}
      </Empty>
    </Page>
  </Container>
);

export const RouteProblem = ({ error, reset }: ErrorComponentProps) => <ProblemBox error={error} retry={reset} />;
