/** A link that leaves Lockstep: in a tab of its own, and says so. */
import { Anchor, VisuallyHidden } from '@mantine/core';
import { common } from '../texts/common.ts';

export const Out = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <Anchor href={href} target="_blank" rel="noreferrer" size="sm">
    {children}
    <span aria-hidden> ↗</span>
    <VisuallyHidden>{common.newTab}</VisuallyHidden>
  </Anchor>
);
