/** A link to a page of ours: its address, parameters and search are checked against the routes. */
import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

const SmallAnchor = (props: Omit<ComponentProps<'a'>, keyof AnchorProps> & AnchorProps) => (
  <Anchor size="sm" {...props} />
);

export const To = createLink(SmallAnchor);
