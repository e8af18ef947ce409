import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type Props = Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps> & AnchorProps;

/** Among text a link tells by its line, not by its colour alone. */
function UnderlinedAnchor(props: Props) {
  return <Anchor size="sm" underline="always" {...props} />;
}

/** A link to a page of this dashboard that looks like one; what it says of `to` and `search` is checked. */
export const PageLink = createLink(UnderlinedAnchor);
