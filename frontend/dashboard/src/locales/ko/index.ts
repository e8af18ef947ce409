import type { Catalogue } from '../../i18n/languages';
import alarms from './alarms.json';
import campaigns from './campaigns.json';
import common from './common.json';
import dictionary from './dictionary.json';
import evidence from './evidence.json';
import events from './events.json';
import funnels from './funnels.json';
import overview from './overview.json';
import quarantine from './quarantine.json';
import signIn from './sign-in.json';
import trace from './trace.json';

const catalogue: Catalogue = {
  alarms,
  campaigns,
  common,
  dictionary,
  evidence,
  events,
  funnels,
  overview,
  quarantine,
  signIn,
  trace,
};
export default catalogue;
