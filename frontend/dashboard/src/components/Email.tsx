import { Text } from '@mantine/core';
import { emailText, type EmailShown } from '../format/email';
import classes from './Email.module.css';

/** The masked address where the policy allows it, else the domain and the fingerprint; both in full on hover. */
export function Email({ email }: { email: EmailShown }) {
  const { masked, domain, fingerprint } = email;
  const title = masked ? `${masked}\n${fingerprint}` : emailText(email);
  if (masked) {
    return (
      <bdi className={classes.email} title={title}>
        {masked}
      </bdi>
    );
  }
  return (
    <span className={classes.email} title={title}>
      {domain && <bdi>{domain} </bdi>}
      <Text span size="xs" ff="monospace" c="dimmed">
        {fingerprint}
      </Text>
    </span>
  );
}
